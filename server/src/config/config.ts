import { advise } from './advice.ts'
import { assemble, type Config, TABLES } from './assemble.ts'
import { type ConfigDirectory, readLayers } from './files.ts'
import { type Entry, Resolver } from './resolve.ts'
import type { Warning } from './warning.ts'

export type { Config } from './assemble.ts'
export { type ConfigDirectory, configDirectories } from './files.ts'

export interface LoadedConfig {
  readonly config: Config
  readonly warnings: readonly Warning[]
  /** Absolute paths of the files that were read, from the lowest to the highest priority per name. */
  readonly files: readonly string[]
  /** Every option in effect, in the order of the files, for `weft check-config`. */
  readonly entries: readonly Entry[]
}

/**
 * Reads the ini files of these directories (from the lowest to the highest priority; later ones override option by option) and the
 * defaults for what they do not say. Never throws for what is in the files or for their absence: that gives warnings.
 */
export function loadConfig(directories: readonly ConfigDirectory[]): LoadedConfig {
  const names = TABLES.map((table) => table.file)
  const { layers, warnings } = readLayers(directories, names)
  const resolver = new Resolver()
  const config = assemble(resolver, (name) => layers.get(name) ?? [])
  return {
    config,
    warnings: [...warnings, ...resolver.warnings, ...advise(config, resolver.entries)],
    files: names.flatMap((name) => (layers.get(name) ?? []).map((layer) => layer.path)),
    entries: resolver.entries,
  }
}
