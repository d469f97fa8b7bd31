import { createHash } from 'node:crypto'
import { browserSdp } from '../../contract/sdp.ts'
import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import type { FakePhone } from '../../fake-janus/sip/phone.ts'
import type { FakePhoneCall } from '../../fake-janus/sip/phone-call.ts'
import { type Message, SylkClient } from './client.ts'
import { type Ini, type RunningWeft, startWeft } from './server.ts'

export const DOMAIN = 'weft.test'
export const ALICE = `alice@${DOMAIN}`
export const BOB = `bob@${DOMAIN}`

export const OFFER = browserSdp({ type: 'offer' })
export const ANSWER = browserSdp({ type: 'answer' })

/** HA1 of a user whose password is its name and `pw`. */
export function ha1(user: string): string {
  return createHash('md5').update(`${user}:${DOMAIN}:${user}pw`).digest('hex')
}

/** A server with a fake Janus behind it, the account alice, and whatever phones a test adds. */
export class Telephony {
  readonly janus: FakeJanus
  readonly weft: RunningWeft

  private constructor(janus: FakeJanus, weft: RunningWeft) {
    this.janus = janus
    this.weft = weft
  }

  static async start(ini: Ini = {}): Promise<Telephony> {
    const janus = await FakeJanus.start()
    for (const user of ['alice', 'dave']) janus.sip.addUser(`${user}@${DOMAIN}`, ha1(user))
    const gateway = ini['webrtcgateway.ini'] ?? {}
    const options = { ...gateway, Janus: { api_url: janus.url, api_secret: janus.apiSecret, ...gateway.Janus } }
    const weft = await startWeft({ ...ini, 'webrtcgateway.ini': options })
    await weft.log.line('connected to Janus')
    return new Telephony(janus, weft)
  }

  /** A client that has added an account, alice unless said otherwise; `more` are further fields of account-add. */
  async client(user = 'alice', more: object = {}): Promise<SylkClient> {
    const client = await SylkClient.connect(this.weft.url)
    await accepted(client, 'account-add', { account: `${user}@${DOMAIN}`, password: ha1(user), ...more })
    return client
  }

  /** As client(), registered. */
  async registered(user = 'alice', more: object = {}): Promise<SylkClient> {
    const client = await this.client(user, more)
    await accepted(client, 'account-register', { account: `${user}@${DOMAIN}` })
    await client.event('registration-state', 'registered')
    return client
  }

  /** bob's phone. */
  phone(options: { readonly secure?: boolean; readonly automatic?: boolean } = {}): FakePhone {
    return this.janus.sip.addPhone(BOB, options)
  }

  /** An outgoing call of alice's to bob's phone that is up. */
  async outgoingCall(client: SylkClient, session = 's1', phone = this.phone()): Promise<FakePhoneCall> {
    await accepted(client, 'session-create', { session, account: ALICE, uri: BOB, sdp: OFFER })
    const call = await phone.nextCall()
    await call.answer()
    await client.event('state', 'established')
    return call
  }

  /** A call of bob's phone that alice has answered. */
  async incomingCall(client: SylkClient, phone = this.phone()): Promise<{ session: string; call: FakePhoneCall }> {
    const call = phone.call(ALICE)
    const { session } = await client.event('incoming-session')
    await accepted(client, 'session-answer', { session, sdp: ANSWER })
    await client.next((message) => message.session === session && message.state === 'established')
    return { session: String(session), call }
  }

  async stop(): Promise<void> {
    await this.weft.stop()
    await this.janus.stop()
  }
}

/** Asks for what must be acknowledged. */
export async function accepted(client: SylkClient, name: string, fields: object): Promise<void> {
  const answer = await client.request(name, fields)
  if (answer !== 'ack') throw new Error(`${name} was refused: ${answer}`)
}

/** The client's events of one session, without their envelope. */
export function eventsOf(client: SylkClient, session: string): object[] {
  return client.events.filter((message) => message.session === session).map(({ sylkrtc, session: _, ...event }: Message) => event)
}

/** Asks until the answer is true; rejects after `patience` ms. For what no event tells. */
export async function eventually(what: string, condition: () => boolean, patience = 5_000): Promise<void> {
  const deadline = Date.now() + patience
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
