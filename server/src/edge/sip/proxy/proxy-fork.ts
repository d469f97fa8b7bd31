import type { SipResponse } from '@weft/protocols/sip/message'
import { fieldOf, type SipHeaderField } from '@weft/protocols/sip/message'
import type { ContextEffect, ContextInput } from '@weft/protocols/sip/proxy/context-step'
import { planForks } from '@weft/protocols/sip/proxy/fork-plan'
import { DEFAULT_BREADTH, parseMaxBreadth } from '@weft/protocols/sip/proxy/max-breadth'
import { ResponseContext } from '@weft/protocols/sip/proxy/response-context'
import type { Clock } from '../../../ports/clock.ts'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { SipContactTarget } from '../../../ports/sip-router.ts'
import type { Incoming } from '../transaction/transaction-user.ts'
import { ProxyBranch, type ProxyBranchNeeds } from './proxy-branch.ts'
import { branchTarget, type ForwardingNeeds, type Passing } from './proxy-forwarding.ts'

export interface ProxyForkNeeds extends ProxyBranchNeeds, ForwardingNeeds {
  readonly clock: Clock
  /** An answer of this server's as a response to the request that is forked. */
  readonly responseOf: (answer: SipAnswer) => SipResponse
  /** Called once: a final response is out, or nobody waits for one. */
  readonly settled: () => void
  /** Nothing more will come. */
  readonly ended: () => void
}

export type ProxyContact = Pick<SipContactTarget, 'uri' | 'routes' | 'flow' | 'q'>

/** What an application in this process has answered: a branch beside the contacts of the highest q. */
export interface ProxyAnswer {
  readonly answer: SipAnswer
}

export type ProxyTarget = ProxyContact | ProxyAnswer

/** A request on its way to all its targets: a response context and what carries it out. */
export class ProxyFork {
  readonly #key: string
  readonly #passing: Passing
  readonly #targets: readonly ProxyTarget[]
  readonly #needs: ProxyForkNeeds
  readonly #branches = new Map<number, ProxyBranch>()
  #context: ResponseContext | null = null
  /** What a step brings about may bring about the next one before it has been carried out. */
  readonly #inputs: ContextInput[] = []
  #isStepping = false
  #isSettled = false
  #stopTimer = () => {}

  /** `key` is that of the request's transaction. */
  constructor(key: string, passing: Passing, targets: readonly ProxyTarget[], needs: ProxyForkNeeds) {
    this.#key = key
    this.#passing = passing
    this.#targets = targets
    this.#needs = needs
  }

  /** Answers at once where there are more targets than the request may have. */
  start({ request }: Incoming): void {
    const { clock, layer, random, responseOf } = this.#needs
    const breadth = parseMaxBreadth(fieldOf(request, 'Max-Breadth') ?? '') ?? DEFAULT_BREADTH
    const highest = Math.max(0, ...this.#targets.map((target) => ('uri' in target ? target.q : 0)))
    const forks = this.#targets.map((target) =>
      'uri' in target ? { q: target.q, isLocal: false } : { q: highest, isLocal: true },
    )
    const plan = planForks(forks, breadth)
    if ('status' in plan) {
      layer.respond(this.#key, responseOf(plan))
      this.#settle()
      this.#needs.ended()
      return
    }
    const { context, effects } = ResponseContext.start(request, plan.groups, () => random.id(), clock.now())
    this.#context = context
    this.#carryOut(effects)
  }

  /** `headers` go with the CANCELs. */
  cancel(headers: readonly SipHeaderField[]): void {
    this.#step({ kind: 'cancel', headers })
  }

  /** Nobody waits for a response any more. */
  abandon(): void {
    this.#settle()
    this.#step({ kind: 'abandon' })
  }

  #step(input: ContextInput): void {
    if (this.#context === null) return
    this.#inputs.push(input)
    if (!this.#isStepping) this.#carryOut([])
  }

  #carryOut(first: readonly ContextEffect[]): void {
    this.#isStepping = true
    for (const effect of first) this.#do(effect)
    for (let input = this.#inputs.shift(); input; input = this.#inputs.shift())
      for (const effect of this.#context?.step(input, this.#needs.clock.now()) ?? []) this.#do(effect)
    this.#isStepping = false
    this.#setTimer()
  }

  #do(effect: ContextEffect): void {
    switch (effect.do) {
      case 'try':
        this.#try(effect.branch, effect.breadth)
        break
      case 'cancel': {
        const branch = this.#branches.get(effect.branch)
        if (branch) branch.cancel(effect.headers)
        else this.#hear(effect.branch, { status: 487 })
        break
      }
      case 'respond':
        this.#needs.layer.respond(this.#key, effect.response)
        if (effect.response.status >= 200) this.#settle()
        break
      case 'end':
        this.#settle()
        this.#context = null
        this.#needs.ended()
    }
  }

  #try(branch: number, breadth: number | null): void {
    const target = this.#targets[branch]
    if (!target) return
    if (!('uri' in target)) {
      this.#hear(branch, target.answer)
      return
    }
    const forwarded = new ProxyBranch(branchTarget(this.#passing, target, breadth, this.#needs), this.#needs, {
      answered: (response) => this.#step({ kind: 'response', branch, response }),
      failed: (reason) => this.#step({ kind: 'fail', branch, reason }),
      over: () => this.#step({ kind: 'over', branch }),
    })
    this.#branches.set(branch, forwarded)
    forwarded.start()
  }

  /** What an application says. */
  #hear(branch: number, answer: SipAnswer): void {
    this.#step({ kind: 'response', branch, response: this.#needs.responseOf(answer) })
  }

  #settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#needs.settled()
  }

  #setTimer(): void {
    this.#stopTimer()
    const at = this.#context?.nextWake ?? null
    const { clock } = this.#needs
    this.#stopTimer = at === null ? () => {} : clock.after(Math.max(0, at - clock.now()), () => this.#step({ kind: 'wake' }))
  }
}
