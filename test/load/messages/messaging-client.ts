import { createHash, randomUUID } from 'node:crypto'
import { SylkClient } from '../../scenarios/support/client.ts'

/** A registered SylkRTC account that sends messages and waits for some. */
export class MessagingClient {
  readonly #client: SylkClient
  readonly #account: string
  #arrived: (at: number) => void = () => {}

  private constructor(client: SylkClient, account: string) {
    this.#client = client
    this.#account = account
    // Before the client's own listener: it holds every message against the schemas, which is no part of the server's time.
    client.socket.prependListener('message', (data) => {
      const at = performance.now()
      if (String(data).includes('"event":"message"')) this.#arrived(at)
    })
  }

  /** Digest HA1 (RFC 7616 §3.4.2) of who has its user name as password. */
  static ha1(account: string): string {
    const [user, domain] = account.split('@')
    return createHash('md5').update(`${user}:${domain}:${user}`).digest('hex')
  }

  /** Resolves when the account is registered. */
  static async logIn(port: number, account: string): Promise<MessagingClient> {
    const client = await SylkClient.connect(`http://127.0.0.1:${port}`)
    for (const [name, fields] of [
      ['account-add', { account, password: MessagingClient.ha1(account) }],
      ['account-register', { account }],
    ] as const) {
      const answer = await client.request(name, fields)
      if (answer !== 'ack') throw new Error(`${name}: ${answer}`)
    }
    await client.event('registration-state', 'registered')
    return new MessagingClient(client, account)
  }

  say(to: string): void {
    const text = { content: 'x'.repeat(300), content_type: 'text/plain', timestamp: new Date().toISOString() }
    this.#client.send('account-message', { account: this.#account, uri: to, message_id: randomUUID(), ...text })
  }

  /** Of performance.now(): when the next message is here. */
  nextMessage(): Promise<number> {
    return new Promise((resolve) => {
      this.#arrived = resolve
    })
  }

  close(): void {
    void this.#client.close()
  }
}
