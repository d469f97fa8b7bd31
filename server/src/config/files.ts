import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { MAX_INI_LENGTH, readIni } from './ini.ts'
import type { Layer } from './layers.ts'
import type { Warning } from './warning.ts'

/** A directory that may hold ini files. */
export interface ConfigDirectory {
  readonly path: string
  /** True: somebody named it, so finding no file of ours in it is worth a warning. */
  readonly named: boolean
}

/** The directories to read, from the lowest to the highest priority: the system's, the user's, and `--config-dir`. */
export function configDirectories(options: { configDir?: string; home?: string; system?: string }): ConfigDirectory[] {
  const standard = [options.system ?? '/etc/weft', join(options.home ?? homedir(), '.config/weft')]
  const local = options.configDir === undefined ? null : resolve(options.configDir)
  return [
    ...standard.filter((path) => path !== local).map((path) => ({ path, named: false })),
    ...(local === null ? [] : [{ path: local, named: true }]),
  ]
}

/** Reads the files of these names that exist, in the order of the directories. What cannot be read is a warning. */
export function readLayers(
  directories: readonly ConfigDirectory[],
  names: readonly string[],
): { layers: Map<string, Layer[]>; warnings: Warning[] } {
  const layers = new Map<string, Layer[]>(names.map((name) => [name, []]))
  const warnings: Warning[] = []
  for (const { path: directory, named } of directories) {
    let found = 0
    for (const [name, list] of layers) {
      const path = join(directory, name)
      const text = readText(path)
      if (text === null) continue
      found += 1
      if ('problem' in text) warnings.push(about(path, `${text.problem}; it is ignored`))
      else list.push({ path, directory, document: readIni(text.value) })
    }
    if (named && found === 0) warnings.push(about(directory, `holds none of ${names.join(', ')}`))
  }
  return { layers, warnings }
}

function readText(path: string): { value: string } | { problem: string } | null {
  try {
    // Asked before reading: a device or a huge file must not be swallowed whole.
    const status = statSync(path)
    if (!status.isFile()) return { problem: 'is not a file' }
    if (status.size > MAX_INI_LENGTH) return { problem: `is larger than ${MAX_INI_LENGTH} bytes` }
    return { value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path)) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    return {
      problem: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8' : `cannot be read (${code || 'unknown reason'})`,
    }
  }
}

function about(file: string, reason: string): Warning {
  return { file, line: null, section: null, option: null, reason, used: null }
}
