import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a module in targets/ exports as `target`. */
export interface FuzzTarget {
  readonly name: string
  /** Good inputs, from which others are made. Never empty. */
  readonly seeds: readonly Uint8Array[]
  /** Words of the language, which mutation would hardly ever spell. */
  readonly dictionary?: readonly string[]
  /** Throws, or rejects, when the input brings out a defect. */
  run(input: Uint8Array): void | Promise<void>
}

const FOLDER = new URL('./targets/', import.meta.url)

/** Names of all targets: the modules in targets/ that export one under their own name. */
export async function listTargets(): Promise<string[]> {
  const names = readdirSync(fileURLToPath(FOLDER)).flatMap((file) => (/^[\w-]+\.ts$/.test(file) ? [basename(file, '.ts')] : []))
  const targets = await Promise.all(names.sort().map(loadTarget))
  return targets.flatMap((target) => target?.name ?? [])
}

/** The target of this name; null where there is none. */
export async function loadTarget(name: string): Promise<FuzzTarget | null> {
  if (!/^[\w-]+$/.test(name)) return null
  try {
    const module: { readonly target?: FuzzTarget } = await import(new URL(`${name}.ts`, FOLDER).href)
    return module.target?.name === name ? module.target : null
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      error.code === 'ERR_MODULE_NOT_FOUND' &&
      error.message.includes(`targets/${name}.ts`)
    )
      return null
    throw error
  }
}
