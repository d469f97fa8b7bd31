import type { SipHeaderField, SipRequest, SipResponse } from '../message.ts'
import { reasonPhrase } from '../reason-phrase.ts'
import { responseTo } from '../response.ts'
import { RELIABLE } from '../timers.ts'
import type { ClientFailure } from '../transaction.ts'
import { bestResponse } from './best-response.ts'
import type { ContextEffect, ContextInput } from './context-step.ts'
import type { ForkBranch } from './fork-plan.ts'

interface Branch {
  readonly target: number
  /** `open`: no final response yet. `accepted`: further 2xx to INVITE may come. */
  state: 'open' | 'accepted' | 'closed'
  cancelled: boolean
  /** When timer C fires; null for other requests than INVITE, and once it is cancelled. */
  expiresAt: number | null
  /** Timer C has fired. */
  expired: boolean
}

/** What becomes of a branch that ends without a response (§16.9, §9.1, §8.1.3.1). */
const STATUS_OF: Readonly<Record<ClientFailure, number>> = { timeout: 408, transport: 503, cancelled: 487 }

/**
 * What a proxy knows of a request that it forwards (RFC 3261 §16.6-16.10): its branches, and what came back on them. 2xx go on at once, all of them where the
 * request is an INVITE (RFC 6026); of other final responses the best one, once all branches have one and no group of targets is left.
 *
 * It holds for as long as something may still come: the transactions bound that to 64 * T1 each, and timer C bounds how long an INVITE rings.
 */
export class ResponseContext {
  readonly #request: SipRequest
  readonly #isInvite: boolean
  readonly #newTag: () => string
  readonly #waiting: (readonly ForkBranch[])[]
  readonly #branches = new Map<number, Branch>()
  /** Final responses other than 2xx. */
  #refusals: SipResponse[] = []
  /** No further group is tried. */
  #stopped = false
  #cancelled = false
  /** A final response went up, or nobody wants one. */
  #settled = false
  #ended = false

  private constructor(request: SipRequest, groups: readonly (readonly ForkBranch[])[], newTag: () => string) {
    this.#request = request
    this.#isInvite = request.method === 'INVITE'
    this.#newTag = newTag
    this.#waiting = [...groups]
  }

  /** `request` as it came, `groups` of planForks(), `newTag` gives fresh To tags for responses of our own. */
  static start(
    request: SipRequest,
    groups: readonly (readonly ForkBranch[])[],
    newTag: () => string,
    now: number,
  ): { readonly context: ResponseContext; readonly effects: ContextEffect[] } {
    const context = new ResponseContext(request, groups, newTag)
    return { context, effects: context.#advance(now) }
  }

  /** When `{ kind: 'wake' }` is wanted; null while it waits for others only. */
  get nextWake(): number | null {
    let next: number | null = null
    for (const { expiresAt } of this.#branches.values())
      if (expiresAt !== null && (next === null || expiresAt < next)) next = expiresAt
    return next
  }

  step(input: ContextInput, now: number): ContextEffect[] {
    if (this.#ended) return []
    switch (input.kind) {
      case 'response':
        return this.#receive(input.branch, input.response, now)
      case 'fail':
        return this.#receive(input.branch, this.#ownResponse(STATUS_OF[input.reason]), now)
      case 'over':
        return this.#close(input.branch, now)
      case 'cancel':
        if (this.#settled) return []
        this.#cancelled = true
        this.#stopped = true
        return [...this.#cancelOpen(input.headers), ...this.#advance(now)]
      case 'abandon':
        this.#settled = true
        this.#stopped = true
        return [...this.#cancelOpen([]), ...this.#advance(now)]
      case 'wake':
        return this.#expire(now)
    }
  }

  #receive(target: number, response: SipResponse, now: number): ContextEffect[] {
    const branch = this.#branches.get(target)
    if (!branch || branch.state === 'closed') return []
    const { status } = response
    if (status < 200) return this.#forwardProvisional(branch, response, now)
    if (branch.state === 'accepted') return status < 300 ? [{ do: 'respond', response }] : []
    branch.expiresAt = null
    if (status < 300) return this.#accept(branch, response, now)
    branch.state = 'closed'
    // Its callee says 487 since timer C had it cancelled; to who sent the request it is one that nobody answered (§16.8).
    this.#refusals.push(branch.expired && status === 487 ? this.#ownResponse(408) : response)
    if (status < 600) return this.#advance(now)
    // §16.7 item 5: "it is not immediately forwarded, but the stateful proxy SHOULD cancel all client pending transactions".
    this.#stopped = true
    return [...this.#cancelOpen([reasonField(status, reasonPhrase(status))]), ...this.#advance(now)]
  }

  /** §16.7 item 5: at once, unless it is 100. RFC 4320 §4.1: other requests than INVITE have no others. */
  #forwardProvisional(branch: Branch, response: SipResponse, now: number): ContextEffect[] {
    if (!this.#isInvite || response.status === 100 || branch.state !== 'open' || branch.cancelled) return []
    branch.expiresAt = now + RELIABLE.C
    return this.#settled ? [] : [{ do: 'respond', response }]
  }

  #accept(branch: Branch, response: SipResponse, now: number): ContextEffect[] {
    branch.state = this.#isInvite ? 'accepted' : 'closed'
    this.#stopped = true
    const isExtra = this.#settled && !this.#isInvite
    this.#settled = true
    return [
      ...(isExtra ? [] : [{ do: 'respond', response } as const]),
      // §16.7 item 10, RFC 3326 §2.
      ...this.#cancelOpen([reasonField(200, 'Call completed elsewhere')]),
      ...this.#advance(now),
    ]
  }

  #close(target: number, now: number): ContextEffect[] {
    const branch = this.#branches.get(target)
    // Open ones are ended by their response, or by `fail`, which comes before.
    if (branch?.state !== 'accepted') return []
    branch.state = 'closed'
    return this.#advance(now)
  }

  /** §16.8: a branch that rings for too long is cancelled. That without any response is ended by its transaction long before. */
  #expire(now: number): ContextEffect[] {
    const effects: ContextEffect[] = []
    for (const branch of this.#branches.values()) {
      if (branch.expiresAt === null || now < branch.expiresAt) continue
      branch.expired = true
      effects.push(...this.#cancelBranch(branch, []))
    }
    return effects
  }

  /** §9.1, §16.10: only an INVITE is cancelled. */
  #cancelOpen(headers: readonly SipHeaderField[]): ContextEffect[] {
    return this.#isInvite ? [...this.#branches.values()].flatMap((branch) => this.#cancelBranch(branch, headers)) : []
  }

  #cancelBranch(branch: Branch, headers: readonly SipHeaderField[]): ContextEffect[] {
    branch.expiresAt = null
    if (branch.state !== 'open' || branch.cancelled) return []
    branch.cancelled = true
    return [{ do: 'cancel', branch: branch.target, headers }]
  }

  /** Once no branch is open: the next group, or the best of what came. */
  #advance(now: number): ContextEffect[] {
    const branches = [...this.#branches.values()]
    if (branches.some(({ state }) => state === 'open')) return []
    const group = this.#stopped ? undefined : this.#waiting.shift()
    if (group) return group.map((branch) => this.#try(branch, now))
    const effects: ContextEffect[] = this.#settled ? [] : this.#settle()
    if (branches.every(({ state }) => state === 'closed')) {
      this.#ended = true
      effects.push({ do: 'end' })
    }
    return effects
  }

  #try({ target, breadth }: ForkBranch, now: number): ContextEffect {
    const expiresAt = this.#isInvite ? now + RELIABLE.C : null
    this.#branches.set(target, { target, state: 'open', cancelled: false, expiresAt, expired: false })
    return { do: 'try', branch: target, breadth }
  }

  #settle(): ContextEffect[] {
    this.#settled = true
    const best = bestResponse(this.#refusals, this.#cancelled) ?? this.#ownResponse(480)
    this.#refusals = []
    // RFC 4320 §4.2: nobody is told 408 about other requests than INVITE; the client has given up by then.
    if (best.status === 408 && !this.#isInvite) return []
    // §16.7 item 6: 503 would say that we can serve no request at all.
    return [{ do: 'respond', response: best.status === 503 ? this.#ownResponse(500) : best }]
  }

  #ownResponse(status: number): SipResponse {
    return responseTo(this.#request, status, reasonPhrase(status), this.#newTag())
  }
}

function reasonField(cause: number, text: string): SipHeaderField {
  return { name: 'Reason', value: `SIP;cause=${cause};text="${text}"` }
}
