import { freePort } from '../../interop/port.ts'
import type { Message, SylkClient } from './client.ts'
import type { Ini } from './server.ts'
import { Phones, SipProxy } from './sip-proxy.ts'
import { DOMAIN, ha1, Telephony } from './telephony.ts'

/** A server with messages: a fake Janus to register with, a SIP proxy, and phones behind that. */
export class MessageHouse {
  readonly telephony: Telephony
  readonly proxy: SipProxy
  readonly phones: Phones
  readonly sipPort: number
  readonly #clients: SylkClient[] = []

  private constructor(telephony: Telephony, proxy: SipProxy, phones: Phones, sipPort: number) {
    this.telephony = telephony
    this.proxy = proxy
    this.phones = phones
    this.sipPort = sipPort
  }

  static async open(ini: Ini = {}): Promise<MessageHouse> {
    const proxy = await SipProxy.start()
    const port = await freePort()
    const gateway = ini['webrtcgateway.ini']
    const telephony = await Telephony.start({
      ...ini,
      'config.ini': { ...ini['config.ini'], SIP: { local_udp_port: port, local_tcp_port: port, ...ini['config.ini']?.SIP } },
      'webrtcgateway.ini': {
        ...gateway,
        General: { outbound_sip_proxy: `127.0.0.1:${proxy.port};transport=tcp`, ...gateway?.General },
      },
    })
    for (const user of ['bob', 'carol']) telephony.janus.sip.addUser(`${user}@${DOMAIN}`, ha1(user))
    return new MessageHouse(telephony, proxy, await Phones.at(port), port)
  }

  /** A device of that user's that is registered. */
  async device(user: string, more: object = {}): Promise<SylkClient> {
    return this.kept(this.telephony.registered(user, more))
  }

  async kept(connecting: Promise<SylkClient>): Promise<SylkClient> {
    const client = await connecting
    this.#clients.push(client)
    return client
  }

  /** Everybody hangs up. */
  async leave(): Promise<void> {
    for (const client of this.#clients.splice(0)) await client.close()
  }

  async close(): Promise<void> {
    await this.leave()
    this.phones.close()
    await this.telephony.stop()
    this.proxy.close()
  }
}

/** What a proxy says that takes a message, and what clients are told of it. */
export const OK = { status: 200, reason: 'OK' } as const
export const isTaken = { state: 'accepted', code: 200, reason: 'OK' } as const

let messages = 0

/** A message as a client sends it. */
export function message(from: string, to: string, more: object = {}) {
  return {
    account: `${from}@${DOMAIN}`,
    uri: `${to}@${DOMAIN}`,
    message_id: `m-${++messages}`,
    content: 'hello',
    content_type: 'text/plain',
    timestamp: '2026-07-17T08:41:52.123Z',
    ...more,
  }
}

/** A page of the journal, entry by entry. */
export async function journalOf(client: SylkClient, user: string, more: object = {}): Promise<Message[]> {
  const answer = await client.request('account-sync-conversations', { account: `${user}@${DOMAIN}`, ...more })
  if (answer !== 'ack') throw new Error(answer)
  const { messages } = await client.event('sync-conversations')
  return messages as Message[]
}

/** What the journal has under that id. */
export async function entriesOf(client: SylkClient, user: string, id: unknown): Promise<Message[]> {
  return (await journalOf(client, user)).filter(({ message_id }) => message_id === id)
}
