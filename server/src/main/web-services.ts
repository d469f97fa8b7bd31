import { FetchClient } from '../adapters/http-client/fetch.ts'
import { noPush } from '../adapters/push/no-push.ts'
import { PushServer } from '../adapters/push/push-server.ts'
import type { Config } from '../config/config.ts'
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

/** Option `sylk_push_url`; without it nobody is woken. */
export function pushOf(config: Config, { product, clock, random, log }: WebServiceNeeds): Push {
  const url = config.gateway.sylkPushUrl
  if (url === null) return noPush
  const http = new FetchClient({ userAgent: product, timeout: PUSH_TIMEOUT, longestAnswer: LONGEST_PUSH_ANSWER }, clock)
  return new PushServer(url, http, clock, random, log)
}
