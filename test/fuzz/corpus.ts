import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Files of one target, and bytes in them together. */
const MOST_FILES = 200
const MOST_BYTES = 200_000

/** The inputs that earlier campaigns kept for that target, in the same order on every machine. */
export function readCorpus(target: string): Uint8Array[] {
  const folder = folderOf(target)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).sort()
  return names.map((name) => new Uint8Array(readFileSync(folder + name)))
}

/** Keeps these inputs and no others, short ones first as long as there is room. Returns how many. */
export function writeCorpus(target: string, inputs: readonly Uint8Array[]): number {
  const folder = folderOf(target)
  rmSync(folder, { recursive: true, force: true })
  const files = new Map<string, Uint8Array>()
  let room = MOST_BYTES
  for (const input of inputs.toSorted((one, other) => one.length - other.length)) {
    if (files.size === MOST_FILES || input.length > room) break
    room -= input.length
    files.set(createHash('sha1').update(input).digest('hex').slice(0, 16), input)
  }
  if (files.size > 0) mkdirSync(folder, { recursive: true })
  for (const [name, input] of files) writeFileSync(folder + name, input)
  return files.size
}

function folderOf(target: string): string {
  return fileURLToPath(new URL(`corpus/${target}/`, import.meta.url))
}
