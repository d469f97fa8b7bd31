import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DigestClient, NEW_EXCHANGE } from '@weft/protocols/sip/digest-client'
import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { OwnRequests } from '../../../server/src/applications/registrar/own-requests.ts'
import { Registrar, type RegistrarSettings } from '../../../server/src/applications/registrar/registrar.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import type { SipSource } from '../../../server/src/ports/sip-agent.ts'
import type { SipRouting } from '../../../server/src/ports/sip-router.ts'
import type { Subscribers } from '../../../server/src/ports/subscribers.ts'
import { RecordingLog } from './log.ts'

export const DOMAIN = 'example.com'
const USERS: Readonly<Record<string, string>> = { alice: 'wonderland', bob: 'builder', 'o’hara': 'tara' }

/** Everybody's password as MD5, and Bob's as SHA-256 as well. */
const subscribers: Subscribers = {
  find: async (user, realm) => {
    const password = Object.hasOwn(USERS, user) && realm === DOMAIN ? USERS[user] : undefined
    if (password === undefined) return null
    const ha1 = (hash: string) => createHash(hash).update(`${user}:${realm}:${password}`).digest('hex')
    const md5 = { hash: 'MD5', ha1: ha1('md5') } as const
    return user === 'bob' ? [md5, { hash: 'SHA-256', ha1: ha1('sha256') }] : [md5]
  },
}

/** Stands still until it is moved. */
class Time implements Clock {
  time = 1_700_000_000_000
  readonly #tasks = new Set<{ readonly at: number; readonly task: () => void }>()

  now(): number {
    return this.time
  }

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.time + delay, task }
    this.#tasks.add(entry)
    return () => this.#tasks.delete(entry)
  }

  pass(time: number): void {
    this.time += time
    for (const entry of [...this.#tasks]) if (entry.at <= this.time && this.#tasks.delete(entry)) entry.task()
  }
}

export interface Asked {
  readonly method: string
  readonly uri?: string
  readonly from?: string
  readonly to?: string
  readonly headers?: readonly SipHeaderField[]
  readonly source?: SipSource
  readonly application?: string | null
  readonly callId?: string
}

/** A SIP domain with a store of its own, without the edge. */
export class SipDomain {
  readonly clock = new Time()
  readonly log = new RecordingLog()
  readonly own = new OwnRequests(systemRandom.id(), [DOMAIN])
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-domain-'))
  readonly #settings: RegistrarSettings
  store: SqliteStore
  registrar: Registrar
  #cseq = 0

  constructor(settings: Partial<RegistrarSettings> = {}) {
    this.#settings = {
      ...{ domains: [DOMAIN], minExpires: 60, maxExpires: 3600, defaultExpires: 600, maxContacts: 3, nonceLifetime: 60_000 },
      ...{ messagesTo: null, gatewayDomains: [], strangersMayCall: true, usersMayCallOut: true },
      ...settings,
    }
    const { store, registrar } = this.#open()
    this.store = store
    this.registrar = registrar
  }

  async restart(): Promise<void> {
    this.registrar.stop()
    await this.store.close()
    Object.assign(this, this.#open())
  }

  async close(): Promise<void> {
    this.registrar.stop()
    await this.store.close()
    rmSync(this.#directory, { recursive: true })
  }

  /** A request as this server itself sends it. */
  async askOwn(asked: Asked): Promise<SipRouting> {
    const bare = requestOf(asked, ++this.#cseq)
    const agent = this.own.agent<SipRequest>({
      send: async ({ headers }) => ({ ...bare, headers: [...bare.headers, ...headers] }),
    })
    const request = { ...bare, from: '', to: '', headers: [], contentType: null }
    return this.ask(await agent.send(request), asked)
  }

  /** What becomes of a request, without any credentials but those it has. */
  ask(request: SipRequest, { source = udp, application = null }: Partial<Asked> = {}): Promise<SipRouting> {
    return this.registrar.route({ request, source, application })
  }

  /** The same with the credentials that it is challenged for. */
  async askAs(user: string, asked: Asked, password = USERS[user] ?? ''): Promise<SipRouting> {
    return this.ask(await this.authorized(user, requestOf(asked, ++this.#cseq), asked, password), asked)
  }

  async authorized(
    user: string,
    request: SipRequest,
    asked: Partial<Asked> = {},
    password = USERS[user] ?? '',
  ): Promise<SipRequest> {
    const routing = await this.ask(request, asked)
    if (routing.do !== 'answer') throw new Error(`not challenged: ${routing.why}`)
    const { status, headers = [] } = routing.answer
    const response = { kind: 'response', status, reason: '', headers, body: new Uint8Array() } as const
    const credential = { realm: null, username: user, secrets: [{ kind: 'password', password }] } as const
    const client = new DigestClient([credential], () => systemRandom.id())
    const step = client.challenged(request, response, NEW_EXCHANGE)
    if (!step.retry) throw new Error(`${routing.why}: ${step.reason}`)
    return { ...request, headers: [...request.headers, ...step.fields] }
  }

  register(user: string, contacts: readonly string[], more: Partial<Asked> = {}): Promise<SipRouting> {
    const headers = [...contacts.map((value) => ({ name: 'Contact', value })), ...(more.headers ?? [])]
    const address = `sip:${user}@${DOMAIN}`
    return this.askAs(user, { method: 'REGISTER', uri: `sip:${DOMAIN}`, from: address, to: address, ...more, headers })
  }

  #open() {
    const store = new SqliteStore(join(this.#directory, 'weft.db'))
    const registrar = new Registrar(this.#settings, {
      location: store.location,
      subscribers,
      secret: new Uint8Array(32).fill(7),
      clock: this.clock,
      random: systemRandom,
      log: this.log,
      isHere: ({ host, port }) => host === '192.0.2.1' && (port ?? 5060) === 5060,
      own: this.own,
    })
    return { store, registrar }
  }
}

export const udp: SipSource = { transport: 'udp', address: '192.0.2.7', port: 5060 }

export function requestOf({ method, uri, from, to, headers = [], callId = 'one' }: Asked, cseq = 1): SipRequest {
  const target = uri ?? `sip:bob@${DOMAIN}`
  const fields: [string, string][] = [
    ['Via', 'SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1'],
    ['From', `<${from ?? `sip:alice@${DOMAIN}`}>;tag=1`],
    ['To', `<${to ?? target}>`],
    ['Call-ID', callId],
    ['CSeq', `${cseq} ${method}`],
  ]
  const own = fields.map(([name, value]) => ({ name, value }))
  return { kind: 'request', method, uri: target, headers: [...own, ...headers], body: new Uint8Array() }
}
