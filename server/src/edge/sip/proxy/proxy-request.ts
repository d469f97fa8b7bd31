import { fieldOf, fieldsOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { editedRequest } from '@weft/protocols/sip/proxy/edited-request'
import type { ServerFailure } from '@weft/protocols/sip/transaction'
import type { SipAnswer, SipSource } from '../../../ports/sip-agent.ts'
import type { SipApplication } from '../../../ports/sip-application.ts'
import type { SipRouter, SipRouting } from '../../../ports/sip-router.ts'
import type { Incoming, TransactionUser } from '../transaction/transaction-user.ts'
import type { Peer } from '../transport/outbox.ts'
import { answerTo } from './application-answer.ts'
import { passAck } from './proxy-ack.ts'
import { ProxyFork, type ProxyForkNeeds, type ProxyTarget } from './proxy-fork.ts'
import { branchTarget } from './proxy-forwarding.ts'
import type { RouteChoice } from './route-choice.ts'
import type { RouteLoad } from './route-limits.ts'

export interface ProxyRequestNeeds extends Omit<ProxyForkNeeds, 'responseOf' | 'settled' | 'ended'> {
  readonly router: SipRouter<SipRequest>
  readonly load: RouteLoad
  /** `Weft/version`. */
  readonly product: string
  readonly applications: ProxyApplications
}

/** The applications of this process, as a router names them. */
export interface ProxyApplications {
  /** The one that is named for a request explicitly; null where there is none. */
  named(request: SipRequest, source: SipSource): string | null
  /** The one of that name; undefined where it is not loaded. */
  find(name: string): SipApplication<SipRequest> | undefined
  /** Whose a request is that is for that application alone; null where it does not take it. */
  userOf(application: SipApplication<SipRequest>, request: SipRequest): TransactionUser | null
}

type Choice = Extract<RouteChoice, { readonly request: SipRequest }>

/** What is still to be done with a request that was taken. `own`: it is another user's, an application's. */
type State =
  | { readonly is: 'new' | 'settled' }
  | { readonly is: 'asked'; readonly incoming: Incoming }
  | { readonly is: 'forked'; readonly incoming: Incoming; readonly fork: ProxyFork }
  | { readonly is: 'own'; readonly user: TransactionUser }

/** Of the only target there is. */
const ANY_Q = 1000

/** A request of somebody else's that goes on to others (RFC 3261 §16.6-16.10): asks the router where, and has it forked. */
export class ProxyRequest implements TransactionUser {
  readonly role = 'proxy'
  /** Null once it is over: the transaction is kept for longer, and the request is much to keep. */
  #choice: Choice | null
  readonly #needs: ProxyRequestNeeds
  #state: State = { is: 'new' }

  constructor(choice: Choice, needs: ProxyRequestNeeds) {
    this.#choice = choice
    this.#needs = needs
  }

  requested(incoming: Incoming): void {
    this.#needs.load.begin(incoming.peer.source.address)
    this.#state = { is: 'asked', incoming }
    const choice = this.#choice
    if (choice?.do === 'ask') this.#ask(incoming, choice)
    else if (choice)
      this.#fork(incoming, choice, [{ uri: choice.request.uri, routes: [], q: ANY_Q, flow: choice.flow }], choice.request, false)
  }

  /** RFC 3261 §16.10. */
  cancelled(key: string, cancel: Incoming): void {
    const state = this.#state
    if (state.is === 'own') {
      state.user.cancelled(key, cancel)
      return
    }
    this.#answer(cancel, { status: 200 })
    if (state.is === 'forked') state.fork.cancel(fieldsOf(cancel.request, 'Reason').map((value) => ({ name: 'Reason', value })))
    else if (state.is === 'asked') this.#finish(state.incoming, { status: 487 })
  }

  acknowledged(ack: SipRequest, peer: Peer): void {
    const state = this.#state
    if (state.is === 'own') state.user.acknowledged(ack, peer)
    if (this.#choice?.do !== 'forward') return
    const { request, mark, flow } = this.#choice
    const passing = { request, source: peer.source, mark, recordRoute: false }
    passAck(branchTarget(passing, { uri: request.uri, routes: [], flow }, null, this.#needs), this.#needs)
  }

  undelivered(key: string, why: ServerFailure): void {
    if (this.#state.is === 'own') this.#state.user.undelivered(key, why)
  }

  ended(key: string): void {
    const state = this.#state
    if (state.is === 'own') state.user.ended(key)
    else if (state.is === 'forked' && key === state.incoming.key) state.fork.abandon()
    else if (state.is === 'asked' && key === state.incoming.key) this.#settle(state.incoming)
  }

  #ask(incoming: Incoming, choice: Choice): void {
    const { applications, log, router } = this.#needs
    const { request, peer } = incoming
    router
      .route({ request: choice.request, source: peer.source, application: applications.named(request, peer.source) })
      // Unless it was cancelled, or given up, while the router thought.
      .then((routing) => (this.#state.is === 'asked' ? this.#follow(incoming, choice, routing) : undefined))
      .catch((error: unknown) => {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        log.error('a SIP request could not be routed', { method: request.method, error: stack })
        if (this.#state.is === 'asked') this.#finish(incoming, { status: 500 })
      })
  }

  async #follow(incoming: Incoming, choice: Choice, routing: SipRouting): Promise<void> {
    const { request, peer } = incoming
    const { method } = request
    this.#needs.log.debug('SIP request routed', { method, from: peer.source.address, do: routing.do, why: routing.why })
    if (routing.do === 'answer') {
      this.#finish(incoming, routing.answer)
      return
    }
    const { applications } = this.#needs
    const [only] = routing.targets
    const sole = routing.targets.length === 1 && only?.kind === 'application' ? applications.find(only.name) : undefined
    const user = sole ? applications.userOf(sole, request) : null
    if (user) {
      this.#settle(incoming)
      this.#state = { is: 'own', user }
      const edited = editedRequest(request, routing)
      user.requested({ ...incoming, request: edited, believed: isOfUser(edited) })
      return
    }
    const contacts = routing.targets.filter((target) => target.kind === 'contact')
    const asked = routing.targets.flatMap((target): Promise<SipAnswer>[] => {
      const application = target.kind === 'application' ? applications.find(target.name) : undefined
      return application?.methods.includes(method) ? [this.#askOf(application, editedRequest(request, routing), peer.source)] : []
    })
    const answers = asked.length === 0 ? [] : await Promise.all(asked)
    // It was cancelled, or given up, meanwhile.
    if (this.#state.is !== 'asked') return
    // What an application could not keep goes nowhere: a phone that takes it would have the sender believe that all is well.
    const failure = answers.find(({ status }) => status >= 500)
    if (failure) {
      this.#finish(incoming, failure)
      return
    }
    const targets = [...contacts, ...answers.map((answer) => ({ answer }))]
    this.#fork(incoming, choice, targets, editedRequest(choice.request, routing), routing.recordRoute)
  }

  /** `passed` is the request without Routes of ours, and with what the router changed. */
  #fork(incoming: Incoming, choice: Choice, targets: readonly ProxyTarget[], passed: SipRequest, recordRoute: boolean): void {
    const { key, request, peer } = incoming
    const passing = { request: passed, source: peer.source, mark: choice.mark, recordRoute }
    const fork = new ProxyFork(key, passing, targets, {
      ...this.#needs,
      responseOf: (answer) => this.#responseTo(request, answer),
      settled: () => this.#needs.load.end(peer.source.address),
      ended: () => this.#forget(),
    })
    this.#state = { is: 'forked', incoming, fork }
    fork.start(incoming)
  }

  /** Never rejects. */
  async #askOf(application: SipApplication<SipRequest>, request: SipRequest, source: SipSource): Promise<SipAnswer> {
    try {
      const answer = await application.answer(request, source, isOfUser(request))
      // What cannot be printed must not get into the response context, which would hold on to it.
      this.#needs.layer.check(this.#responseTo(request, answer))
      return answer
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#needs.log.error('an application failed', { application: application.name, method: request.method, error: stack })
      return { status: 500 }
    }
  }

  /** Throws SipPrintError where the answer cannot be printed; the request is then still to be answered. */
  #finish(incoming: Incoming, answer: SipAnswer): void {
    this.#answer(incoming, answer)
    this.#settle(incoming)
  }

  #settle({ peer }: Incoming): void {
    this.#forget()
    this.#needs.load.end(peer.source.address)
  }

  #forget(): void {
    this.#state = { is: 'settled' }
    this.#choice = null
  }

  #answer({ key, request }: Incoming, answer: SipAnswer): void {
    this.#needs.layer.respond(key, this.#responseTo(request, answer))
  }

  #responseTo(request: SipRequest, answer: SipAnswer): SipResponse {
    return answerTo(request, answer, this.#needs.product, this.#needs.random.id())
  }
}

/** A router marks the messages of users who have proved who they are, and takes that mark from all others. */
function isOfUser(request: SipRequest): boolean {
  return fieldOf(request, 'X-Sylk-From-Sip') !== null
}
