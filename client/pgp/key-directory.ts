import { answerTo } from '../answer.ts'
import type { Connection } from '../connection.ts'

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
    return answerTo<string | null>(
      this.#connection,
      { sylkrtc: 'lookup-public-key', uri: address },
      {
        // Addresses are compared as the gateway may write them otherwise.
        listen: (found) =>
          this.#connection.on('publicKey', ({ uri, public_key: key }) => {
            if (uri.toLowerCase() === address.toLowerCase()) found(key ?? null)
          }),
        timeout: ANSWER_TIMEOUT_MS,
        missing: 'no answer to a key lookup',
      },
    )
  }
}
