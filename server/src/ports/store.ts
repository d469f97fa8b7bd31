import type { AddressBooks } from './address-books.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Journals } from './journals.ts'
import type { Location } from './location.ts'
import type { PublicKeys } from './public-keys.ts'
import type { PushTokens } from './push-tokens.ts'
import type { Secrets } from './secrets.ts'

/**
 * What outlives the process. A promise of a change resolves when it is on disk, and rejects with Refusal `backend-refused` when it could not be written,
 * or `backend-away` when nobody was there to write it; nothing of it has happened then.
 */
export interface Store {
  readonly location: Location
  readonly secrets: Secrets
  readonly journals: Journals
  readonly publicKeys: PublicKeys
  readonly apiTokens: ApiTokens
  readonly pushTokens: PushTokens
  readonly addressBooks: AddressBooks
  /** Writes what is under way, and lets go of what it holds. */
  close(): Promise<void>
}
