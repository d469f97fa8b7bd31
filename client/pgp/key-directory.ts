import type { Connection } from '../connection.ts'
import { RequestFailure } from '../request-failure.ts'

/** From a lookup until its answer has come. */
const ANSWER_TIMEOUT_MS = 15_000

/** The public keys that the gateway knows (sylkrtc-protocol.md §2.1 `lookup-public-key`). It answers only where an account is registered. */
export class KeyDirectory {
  readonly #connection: Connection
  #lookups: Promise<unknown> = Promise.resolve()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * The key that somebody has published, as it was published; null where there is none. Rejects with a RequestFailure.
   * @param address `user@domain`
   */
  find(address: string): Promise<string | null> {
    // One after the other: answers bear no transaction.
    const lookup = this.#lookups.then(() => this.#find(address))
    this.#lookups = lookup.catch(() => undefined)
    return lookup
  }

  #find(address: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        for (const unsubscribe of subscriptions) unsubscribe()
        settle()
      }
      const fail = (failure: unknown) => end(() => reject(failure))
      const subscriptions = [
        // It may come before the ack (§1.6). Addresses are compared as the gateway may write them otherwise.
        this.#connection.on('publicKey', ({ uri, public_key: key }) => {
          if (uri.toLowerCase() === address.toLowerCase()) end(() => resolve(key ?? null))
        }),
        this.#connection.on('state', () => fail(new RequestFailure('disconnected', 'the connection to the gateway was lost'))),
      ]
      const timer = setTimeout(
        () => fail(new RequestFailure('timeout', `no answer to a key lookup within ${ANSWER_TIMEOUT_MS} ms`)),
        ANSWER_TIMEOUT_MS,
      )
      this.#connection.request({ sylkrtc: 'lookup-public-key', uri: address }).catch(fail)
    })
  }
}
