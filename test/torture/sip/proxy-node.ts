import { type ClientTableEffect, ClientTransactions } from '../../../protocols/sip/client-transactions.ts'
import type { SipMessage, SipRequest } from '../../../protocols/sip/message.ts'
import { parseMessage } from '../../../protocols/sip/parse-message.ts'
import { printMessage } from '../../../protocols/sip/print-message.ts'
import type { ContextEffect, ContextInput } from '../../../protocols/sip/proxy/context-step.ts'
import { planForks } from '../../../protocols/sip/proxy/fork-plan.ts'
import { forwardedRequest, withHop } from '../../../protocols/sip/proxy/forwarded-request.ts'
import { forwardedResponse } from '../../../protocols/sip/proxy/forwarded-response.ts'
import { judgeRequest } from '../../../protocols/sip/proxy/judge-request.ts'
import { loopMarkOf, markedId } from '../../../protocols/sip/proxy/loop-mark.ts'
import { DEFAULT_BREADTH } from '../../../protocols/sip/proxy/max-breadth.ts'
import { ResponseContext } from '../../../protocols/sip/proxy/response-context.ts'
import { reasonPhrase } from '../../../protocols/sip/reason-phrase.ts'
import { responseTo } from '../../../protocols/sip/response.ts'
import { type ServerTableEffect, ServerTransactions } from '../../../protocols/sip/server-transactions.ts'
import { earliest, RELIABLE, type Timers, UNRELIABLE } from '../../../protocols/sip/timers.ts'
import type { Packet } from './virtual-network.ts'
import type { Inhabitant, World } from './world.ts'

/** Where a request goes: to the endpoint of that name. */
export interface ProxyTarget {
  readonly name: string
  readonly q: number
}

/** A request that the proxy took, and what became of it. */
export interface Passage {
  readonly request: SipRequest
  readonly key: string
  /** Keys of the branches' transactions, by target. */
  readonly branches: Map<number, string>
  context: ResponseContext | null
  /** Everything its context wanted, and when. */
  readonly diary: { readonly at: number; readonly effect: ContextEffect }[]
}

/** A stateful proxy on a virtual network: transactions on both sides, and a response context between them. */
export class ProxyNode implements Inhabitant {
  readonly name: string
  readonly clients = new ClientTransactions<string>(20_000)
  readonly servers = new ServerTransactions<string>(20_000)
  readonly passages = new Map<string, Passage>()
  targets: (request: SipRequest) => readonly ProxyTarget[] = () => []
  readonly #world: World
  readonly #byBranch = new Map<string, { readonly passage: Passage; readonly branch: number }>()
  #sent = 0

  constructor(name: string, world: World) {
    this.name = name
    this.#world = world
  }

  get nextWake(): number | null {
    const contexts = [...this.passages.values()].map(({ context }) => context?.nextWake ?? null)
    return earliest(this.clients.nextWake, this.servers.nextWake, ...contexts)
  }

  receive(packet: Packet): void {
    const message = parseMessage(packet.bytes)
    const { now } = this.#world
    if (message.kind === 'response') this.#follow(this.clients.receive(message, now))
    else this.#serve(this.servers.receive(message, packet.from, this.#timers, now))
  }

  wake(): void {
    this.#follow(this.clients.wake(this.#world.now))
    this.#serve(this.servers.wake(this.#world.now))
    for (const passage of this.passages.values()) this.#step(passage, { kind: 'wake' })
  }

  get #timers(): Timers {
    return this.#world.network.weather.reliable ? RELIABLE : UNRELIABLE
  }

  #serve(effects: readonly ServerTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      else if (effect.do === 'request') this.#take(effect.key, effect.request, effect.cancels)
      else if (effect.do === 'end') this.#stepOf(effect.key, { kind: 'abandon' })
    }
  }

  #take(key: string, request: SipRequest, cancels: string | null): void {
    if (request.method === 'CANCEL') {
      this.#respond(key, request, cancels === null ? 481 : 200)
      if (cancels !== null) this.#stepOf(cancels, { kind: 'cancel', headers: [] })
      return
    }
    const mark = loopMarkOf(request, this.name)
    const verdict = judgeRequest(request, mark)
    const targets = this.targets(request)
    const plan = planForks(
      targets.map(({ q }) => ({ q, isLocal: false })),
      DEFAULT_BREADTH,
    )
    if (!verdict.acceptable || 'status' in plan) {
      this.#respond(key, request, verdict.acceptable ? 440 : verdict.status)
      return
    }
    const passage: Passage = { request, key, branches: new Map(), context: null, diary: [] }
    this.passages.set(key, passage)
    const { context, effects } = ResponseContext.start(request, plan.groups, () => `${this.name}-1`, this.#world.now)
    passage.context = context
    this.#carryOut(passage, effects, targets, mark)
  }

  #stepOf(key: string, input: ContextInput): void {
    const passage = this.passages.get(key)
    if (passage) this.#step(passage, input)
  }

  #step(passage: Passage, input: ContextInput): void {
    const effects = passage.context?.step(input, this.#world.now) ?? []
    if (effects.length > 0)
      this.#carryOut(passage, effects, this.targets(passage.request), loopMarkOf(passage.request, this.name))
  }

  #carryOut(passage: Passage, effects: readonly ContextEffect[], targets: readonly ProxyTarget[], mark: string): void {
    for (const effect of effects) {
      passage.diary.push({ at: this.#world.now, effect })
      if (effect.do === 'respond') this.#serve(this.servers.respond(passage.key, effect.response, this.#world.now))
      else if (effect.do === 'end') passage.context = null
      else if (effect.do === 'cancel') {
        const key = passage.branches.get(effect.branch) ?? ''
        this.#follow(this.clients.cancel(key, effect.headers, this.#world.now))
      } else this.#try(passage, effect.branch, targets[effect.branch]?.name ?? '', mark)
    }
  }

  #try(passage: Passage, branch: number, to: string, mark: string): void {
    const uri = `sip:${to}@${to}.example`
    const { request } = forwardedRequest(passage.request, { uri, routes: [], breadth: 1 })
    const value = `SIP/2.0/UDP ${this.name}.example;branch=z9hG4bK${markedId(`${++this.#sent}`, mark)}`
    const sending = this.clients.send(withHop(request, { name: 'Via', value }, []), to, this.#timers, this.#world.now)
    if (!sending.sent) throw new Error(`not sent: ${sending.reason}`)
    passage.branches.set(branch, sending.key)
    this.#byBranch.set(sending.key, { passage, branch })
    this.#follow(sending.effects)
  }

  #follow(effects: readonly ClientTableEffect<string>[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.#put(effect.message, effect.peer)
      const found = 'key' in effect && effect.key !== null ? this.#byBranch.get(effect.key) : undefined
      if (!found) continue
      const { passage, branch } = found
      const response = effect.do === 'response' ? forwardedResponse(effect.response) : null
      if (response) this.#step(passage, { kind: 'response', branch, response })
      else if (effect.do === 'fail') this.#step(passage, { kind: 'fail', branch, reason: effect.reason })
      else if (effect.do === 'end') this.#step(passage, { kind: 'over', branch })
    }
  }

  #respond(key: string, request: SipRequest, status: number): void {
    const response = responseTo(request, status, reasonPhrase(status), `${this.name}-1`)
    this.#serve(this.servers.respond(key, response, this.#world.now))
  }

  #put(message: SipMessage, to: string): void {
    this.#world.network.send({ from: this.name, to, bytes: printMessage(message) }, this.#world.now)
  }
}
