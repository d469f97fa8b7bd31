import { type ClientTableEffect, ClientTransactions } from '../../../protocols/sip/client-transactions.ts'
import { fieldOf, type SipMessage, type SipRequest, type SipResponse } from '../../../protocols/sip/message.ts'
import { cseqOf, tagOf } from '../../../protocols/sip/message-identity.ts'
import { parseMessage } from '../../../protocols/sip/parse-message.ts'
import { printMessage } from '../../../protocols/sip/print-message.ts'
import { responseTo } from '../../../protocols/sip/response.ts'
import { type ServerTableEffect, ServerTransactions } from '../../../protocols/sip/server-transactions.ts'
import { earliest, RELIABLE, type Timers, UNRELIABLE } from '../../../protocols/sip/timers.ts'
import {
  SUCCESS_GAPS,
  type UnacknowledgedEffect,
  UnacknowledgedResponse,
} from '../../../protocols/sip/unacknowledged-response.ts'
import { request } from './messages.ts'
import type { Packet } from './virtual-network.ts'
import type { World } from './world.ts'

/** What the user answers, each status that many ms after the request came. */
export type Plan = readonly { readonly after: number; readonly status: number }[]

type Effect = ClientTableEffect<string> | ServerTableEffect<string>

/** One end of the network: both kinds of transactions, bytes on the wire, and a user who answers by plan and acknowledges 2xx. */
export class Endpoint {
  readonly name: string
  readonly clients = new ClientTransactions<string>(20_000)
  readonly servers = new ServerTransactions<string>(20_000)
  /** Everything that was wanted done, and when. */
  readonly diary: { readonly at: number; readonly effect: Effect }[] = []
  /** How the user answers a request; CANCEL is answered by itself. */
  plan: (request: SipRequest) => Plan = () => [{ after: 0, status: 200 }]
  readonly #world: World
  /** 2xx answers that wait for their ACK, by Call-ID and CSeq number. */
  readonly #unacknowledged = new Map<string, { readonly key: string; readonly answer: UnacknowledgedResponse }>()
  readonly #answered = new Set<string>()
  #sent = 0
  #acknowledged = 0

  constructor(name: string, world: World) {
    this.name = name
    this.#world = world
  }

  get nextWake(): number | null {
    const answers = [...this.#unacknowledged.values()].map(({ answer }) => answer.nextWake)
    return earliest(this.clients.nextWake, this.servers.nextWake, ...answers)
  }

  /** Sends a new request to that endpoint, the first of Call-ID `NAME-1`, the next of `NAME-2` …; returns its key. */
  send(method: string, to: string): string {
    const serial = ++this.#sent
    const message = request(method, {
      branch: `z9hG4bK${this.name}${serial}`,
      sentBy: `${this.name}.example`,
      callId: `${this.name}-${serial}`,
      fromTag: `${this.name}${serial}`,
    })
    const sending = this.clients.send(message, to, this.#timers, this.#world.now)
    if (!sending.sent) throw new Error(`not sent: ${sending.reason}`)
    this.#apply(sending.effects)
    return sending.key
  }

  cancel(key: string): void {
    this.#apply(this.clients.cancel(key, [], this.#world.now))
  }

  receive(packet: Packet): void {
    const message = parseMessage(packet.bytes)
    this.#apply(
      message.kind === 'request'
        ? this.servers.receive(message, packet.from, this.#timers, this.#world.now)
        : this.clients.receive(message, this.#world.now),
    )
  }

  wake(): void {
    this.#apply(this.clients.wake(this.#world.now))
    this.#apply(this.servers.wake(this.#world.now))
    for (const [identity, { answer }] of this.#unacknowledged)
      this.#repeat(identity, answer.step({ kind: 'wake' }, this.#world.now))
  }

  /** When effects of that kind were wanted, in ms, those of one method or status only where it is given. */
  times(kind: Effect['do'], what?: string | number): number[] {
    return this.diary.flatMap(({ at, effect }) => {
      if (effect.do !== kind) return []
      if (what === undefined) return [at]
      const message =
        'message' in effect
          ? effect.message
          : 'request' in effect
            ? effect.request
            : 'response' in effect
              ? effect.response
              : null
      return (message?.kind === 'request' ? message.method : message?.status) === what ? [at] : []
    })
  }

  get #timers(): Timers {
    return this.#world.network.weather.reliable ? RELIABLE : UNRELIABLE
  }

  #apply(effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.diary.push({ at: this.#world.now, effect })
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      else if (effect.do === 'request') this.#answer(effect)
      else if (effect.do === 'ack') this.#heard(identityOf(effect.request))
      else if (effect.do === 'response') this.#acknowledge(effect.response)
      else if (effect.do === 'stray-answer') this.#acknowledge(effect.response)
    }
  }

  #put(message: SipMessage, to: string): void {
    this.#world.network.send({ from: this.name, to, bytes: printMessage(message) }, this.#world.now)
  }

  /** Every 2xx to INVITE gets an ACK, which is no transaction (RFC 3261 §13.2.2.4). */
  #acknowledge(response: SipResponse): void {
    const cseq = cseqOf(response)
    if (response.status < 200 || response.status > 299 || cseq?.method !== 'INVITE') return
    const ack = request('ACK', {
      branch: `z9hG4bK${this.name}ack${++this.#acknowledged}`,
      sentBy: `${this.name}.example`,
      callId: fieldOf(response, 'Call-ID') ?? '',
      cseq: cseq.number,
      toTag: tagOf(fieldOf(response, 'To')) ?? '',
    })
    this.#put(ack, (tagOf(fieldOf(response, 'To')) ?? '').split('-')[0] ?? '')
  }

  #answer({
    request,
    key,
    cancels,
  }: {
    readonly request: SipRequest
    readonly key: string
    readonly cancels: string | null
  }): void {
    if (request.method === 'CANCEL') {
      this.#respond(key, request, cancels === null ? 481 : 200)
      const invite = cancels === null ? undefined : this.#inviteOf(cancels)
      if (cancels !== null && invite) this.#respond(cancels, invite, 487)
      return
    }
    for (const { after, status } of this.plan(request)) {
      if (after === 0) this.#respond(key, request, status)
      else this.#world.after(after, () => this.#respond(key, request, status))
    }
  }

  #inviteOf(key: string): SipRequest | undefined {
    const passed = this.diary.find(({ effect }) => effect.do === 'request' && effect.key === key)
    return passed?.effect.do === 'request' ? passed.effect.request : undefined
  }

  /** Once finally a request. A 2xx to INVITE is repeated until its ACK comes, for 64 * T1 at most (§13.3.1.4). */
  #respond(key: string, request: SipRequest, status: number): void {
    if (this.#answered.has(key)) return
    if (status >= 200) this.#answered.add(key)
    const response = responseTo(request, status, 'Answer', `${this.name}-1`)
    if (request.method !== 'INVITE' || status < 200 || status > 299) {
      this.#apply(this.servers.respond(key, response, this.#world.now))
      return
    }
    const { transaction, effects } = UnacknowledgedResponse.start(response, SUCCESS_GAPS, this.#world.now)
    this.#unacknowledged.set(identityOf(request), { key, answer: transaction })
    this.#repeat(identityOf(request), effects)
  }

  #heard(identity: string): void {
    const waiting = this.#unacknowledged.get(identity)
    if (waiting) this.#repeat(identity, waiting.answer.step({ kind: 'acknowledged' }, this.#world.now))
  }

  #repeat(identity: string, effects: readonly UnacknowledgedEffect[]): void {
    const key = this.#unacknowledged.get(identity)?.key ?? ''
    for (const effect of effects) {
      if (effect.do === 'send') this.#apply(this.servers.respond(key, effect.message, this.#world.now))
      else if (effect.do === 'end') this.#unacknowledged.delete(identity)
    }
  }
}

function identityOf(request: SipRequest): string {
  return `${fieldOf(request, 'Call-ID')} ${cseqOf(request)?.number}`
}
