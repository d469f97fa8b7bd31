import { existsSync } from 'node:fs'
import { configDirectories, type LoadedConfig, loadConfig } from '../config/config.ts'
import { warningText } from '../config/warning.ts'
import { openStore } from '../main/store.ts'
import type { Store } from '../ports/store.ts'
import type { Operator } from './operator.ts'

/** The store that the server with the same `--config-dir` has, to be used beside it. */
export interface ConfiguredStore {
  readonly store: Store
  /** For people; without a password. */
  readonly name: string
}

/** ms to wait for a busy server beside us: here nobody else has to wait meanwhile. */
const PATIENCE = 15_000

/**
 * Opens it, brings it to our schema, hands it to `work` and closes it again. Rejects with Error where it cannot be used, or where it is a file that is not
 * there: only with `make` it is made.
 */
export async function withStore<Result>(
  options: { readonly configDir: string | undefined; readonly make?: true },
  operator: Operator,
  work: (store: ConfiguredStore) => Promise<Result>,
): Promise<Result> {
  const { configDir, make } = options
  const loaded = loadConfig(configDirectories(configDir === undefined ? {} : { configDir }))
  for (const warning of loaded.warnings.filter(concernsStore)) operator.warn(`weft: configuration: ${warningText(warning)}`)
  const { path, url } = loaded.config.store
  if (url === null && !make && !existsSync(path)) throw new Error(`there is no database ${path}; weft db init makes it`)
  const store = await openStore(loaded.config, PATIENCE)
  try {
    return await work({ store, name: url === null ? path : textOf(loaded, 'url') })
  } finally {
    await store.close()
  }
}

/** Of no section: a file that could not be read, and may have said which store it is. */
function concernsStore({ section, file }: LoadedConfig['warnings'][number]): boolean {
  return section === null || (section === 'Store' && file?.endsWith('weft.ini') === true)
}

function textOf({ entries }: LoadedConfig, option: string): string {
  return entries.find((entry) => entry.file === 'weft.ini' && entry.section === 'Store' && entry.option === option)?.text ?? ''
}
