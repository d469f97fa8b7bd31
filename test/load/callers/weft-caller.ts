import { createHash, randomUUID } from 'node:crypto'
import { browserSdp } from '../../contract/sdp.ts'
import { SylkClient } from '../../scenarios/support/client.ts'
import type { Caller, PlacedCall } from '../caller.ts'

/** A registered SylkRTC account that calls through Weft. */
export class WeftCaller implements Caller {
  readonly #client: SylkClient
  readonly #account: string
  #accepted: (at: number) => void = () => {}
  #ended: (how: string) => void = () => {}

  private constructor(client: SylkClient, account: string) {
    this.#client = client
    this.#account = account
    // Before the client's own listener: it holds every message against the schemas, which is no part of the server's time.
    client.socket.prependListener('message', (data) => {
      const at = performance.now()
      const text = String(data)
      if (text.includes('"state":"accepted"')) this.#accepted(at)
      if (text.includes('"state":"terminated"')) this.#ended(text)
    })
  }

  /** Logs in; resolves when the account is registered. `url` as `http://host:port`. */
  static async logIn(url: string, account: string, password: string): Promise<WeftCaller> {
    const client = await SylkClient.connect(url)
    const [user, domain] = account.split('@')
    const ha1 = createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
    for (const [name, fields] of [
      ['account-add', { account, password: ha1 }],
      ['account-register', { account }],
    ] as const) {
      const answer = await client.request(name, fields)
      if (answer !== 'ack') throw new Error(`${name}: ${answer}`)
    }
    await client.event('registration-state', 'registered')
    return new WeftCaller(client, account)
  }

  dial(target: string): PlacedCall {
    const session = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#accepted = resolve
    this.#ended = (how) => reject(new Error(how))
    const sdp = browserSdp({ type: 'offer', ufrag: session.slice(0, 8) })
    const began = performance.now()
    const answer = this.#client.request('session-create', { account: this.#account, session, uri: target, sdp })
    answer.then((text) => text === 'ack' || reject(new Error(`session-create: ${text}`)), reject)
    return {
      began,
      accepted: promise,
      hangUp: async () => {
        await this.#client.request('session-terminate', { session })
        await this.#client.next((message) => message.session === session && message.state === 'terminated')
      },
    }
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
