import { hasStrings, isFields } from '@weft/client/fields'
import type { Shelf } from './shelf.ts'

/** Who signed in here and wanted to be remembered. */
export interface Remembered {
  /** `user@domain` */
  readonly address: string
  /** What signs in to that account and nowhere else: whoever can read this browser's storage can use the account, though not learn its password. */
  readonly ha1: string
  readonly displayName: string
}

const NAME = 'account'

/** Null where nobody is. */
export function recall(shelf: Shelf): Remembered | null {
  const kept = shelf.read(NAME)
  if (!isFields(kept) || !hasStrings(kept, ['address', 'ha1', 'displayName'])) return null
  const { address, ha1, displayName } = kept
  return /^[\da-f]{32}$/.test(String(ha1)) && String(address).includes('@')
    ? { address: String(address), ha1: String(ha1), displayName: String(displayName) }
    : null
}

export const remember = (shelf: Shelf, account: Remembered): void => shelf.write(NAME, account)

export const forget = (shelf: Shelf): void => shelf.forget(NAME)
