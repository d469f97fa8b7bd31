import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = /\.(ts|tsx|js|mjs|cjs)$/
/** Folders that hold nothing of ours; hidden ones (.git, .node, .cache …) are left out as well. */
const FOREIGN = new Set(['node_modules', 'dist'])

/** Every source file below `root`: its path (relative to `root`, with slashes) and its text, sorted by path. */
export function readSources(root: string): Map<string, string> {
  const paths = sourcePaths(root, '').sort()
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

function sourcePaths(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || FOREIGN.has(entry.name)) return []
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return sourcePaths(root, path)
    return entry.isFile() && SOURCE.test(entry.name) ? [path] : []
  })
}
