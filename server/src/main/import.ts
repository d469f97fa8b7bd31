import { LocalAddressBooks } from '../adapters/address-book/local.ts'
import { readEntry } from '../adapters/address-book/read-entry.ts'
import { systemClock } from '../adapters/clock/system.ts'
import { Importer } from '../adapters/import/importer.ts'
import type { LocalTime } from '../adapters/import/local-time.ts'
import { OriginalFiles } from '../adapters/import/original-files.ts'
import type { ImportReport } from '../adapters/import/report.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'

export { LocalTime } from '../adapters/import/local-time.ts'

/** What could not be done is in the report. */
const nobody: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => nobody }

/**
 * Takes over what a SylkServer kept in this directory; with null for the store only looks. `time` reads the times in it. Rejects with Error where it is no
 * such directory, and with Refusal where the store cannot write.
 */
export async function importOriginal(directory: string, time: LocalTime, store: Store | null): Promise<ImportReport['summary']> {
  const files = new OriginalFiles(directory)
  if (!(await files.isThere())) throw new Error(`${directory} holds no conversations, addressbooks or webrtc_device_tokens`)
  const into = store && { store, addressBooks: new LocalAddressBooks(store.addressBooks, nobody) }
  return await new Importer(files, time, { clock: systemClock, into, readContact: (value) => readEntry('contact', value) }).run()
}
