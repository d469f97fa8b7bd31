import { advise } from './advice.ts'
import { assemble, type Config, TABLES } from './assemble.ts'
import { type ConfigDirectory, readLayers } from './files.ts'
import { type Entry, Resolver, type Warning } from './resolve.ts'

export type { BySection, Config } from './assemble.ts'
export { type ConfigDirectory, configDirectories } from './files.ts'
export type { Entry, Warning } from './resolve.ts'

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

/** `FILE:LINE: [Section] option: reason; using VALUE`, with what there is of it. */
export function warningText(warning: Warning): string {
  const { file, line, section, option, reason, used } = warning
  const place = [file, line].filter((part) => part !== null).join(':')
  const subject = [section === null ? null : `[${section}]`, option].filter((part) => part !== null).join(' ')
  const text = used === null ? reason : `${reason}; using ${used}`
  return [place, subject, text].filter((part) => part !== '').join(': ')
}
