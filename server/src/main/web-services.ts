import { LocalAddressBooks } from '../adapters/address-book/local.ts'
import { XcapAddressBooks } from '../adapters/address-book/xcap.ts'
import { FetchClient } from '../adapters/http-client/fetch.ts'
import { noPush } from '../adapters/push/no-push.ts'
import { PushServer } from '../adapters/push/push-server.ts'
import type { Config } from '../config/config.ts'
import { AddressBooks } from '../core/account/address-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Push } from '../ports/push.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'

interface WebServiceNeeds {
  /** Name and version, as requests bear them. */
  readonly product: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly store: Store
}

/** ms. A push server asks Apple and Google before it answers. */
const PUSH_TIMEOUT = 15_000
/** Bytes: of an answer to a push only a token is read. */
const LONGEST_PUSH_ANSWER = 16 * 1024
/** ms, and bytes of an address book. */
const XCAP_TIMEOUT = 10_000
const LONGEST_ADDRESS_BOOK = 8 * 1024 * 1024

/** Option `sylk_push_url`; without it nobody is woken. */
export function pushOf(config: Config, { product, clock, random, log }: WebServiceNeeds): Push {
  const url = config.gateway.sylkPushUrl
  if (url === null) return noPush
  const http = new FetchClient({ userAgent: product, timeout: PUSH_TIMEOUT, longestAnswer: LONGEST_PUSH_ANSWER }, clock)
  return new PushServer(url, http, clock, random, log)
}

/** Option `xcap_url`; without it address books are in the store. */
export function addressBooksOf(config: Config, { product, clock, log, store }: WebServiceNeeds): AddressBooks {
  const url = config.gateway.xcapUrl
  if (url === null) return new AddressBooks(new LocalAddressBooks(store.addressBooks, log), log)
  const http = new FetchClient({ userAgent: product, timeout: XCAP_TIMEOUT, longestAnswer: LONGEST_ADDRESS_BOOK }, clock)
  return new AddressBooks(new XcapAddressBooks(url, http, log), log)
}
