import { Refusal } from '../../../ports/refusal.ts'
import type { Line, LineEvent, LineRequest, SipIdentity } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { type BackOffLimits, backOff } from '../back-off.ts'
import { EventGate } from '../event-gate.ts'
import { domainOf } from './sip-body.ts'
import type { SipContext } from './sip-context.ts'
import { SipStack, type StackEvent } from './sip-stack.ts'

/** ms until a registration that failed for the server's or Janus' sake is tried again. */
const RETRY: BackOffLimits = { first: 2000, longest: 120_000 }
/** Temporary, or another server's business: worth the next route, and a new attempt later (RFC 3261 §21.4.9, §21.5). */
const isTemporary = (code: number) => code === 408 || code === 480 || (code >= 500 && code < 600)

/** An account's registration, kept up: through one SIP stack in Janus after another. */
export class RegisteredLine implements Line {
  readonly #request: LineRequest
  readonly #context: SipContext
  readonly #gate = new EventGate<LineEvent>()
  readonly #onClosed: () => void
  readonly #forgetState: () => void
  #routes: readonly SipRoute[]
  #stack: SipStack | null = null
  #attempt = 0
  #cancelRetry: () => void = () => {}
  #closed = false

  private constructor(request: LineRequest, routes: readonly SipRoute[], context: SipContext, onClosed: () => void) {
    this.#request = request
    this.#routes = routes
    this.#context = context
    this.#onClosed = onClosed
    // What is lost with the connection says so by itself.
    this.#forgetState = context.connection.onState((up) => (up ? this.#start() : this.#cancelRetry()))
  }

  /** Rejects with Refusal `dns` when there is no registrar to be found. */
  static async open(
    request: LineRequest,
    context: SipContext,
    listener: (event: LineEvent) => void,
    onClosed: () => void,
  ): Promise<RegisteredLine> {
    const routes = await context.locator.locate(domainOf(request.identity.address))
    const line = new RegisteredLine(request, routes, context, onClosed)
    line.#gate.openSoon(listener)
    if (context.connection.isUp) line.#start()
    else line.#failed(503, 'media backend is away')
    return line
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#cancelRetry()
    this.#forgetState()
    this.#gate.close()
    this.#onClosed()
    await this.#stack?.retire()
  }

  /** The stack to dial with as this identity through this route, null when the line has none. */
  stackFor(identity: SipIdentity, route: SipRoute): SipStack | null {
    const stack = this.#stack
    return stack?.isReady && sameRoute(stack.route, route) && sameIdentity(this.#request.identity, identity) ? stack : null
  }

  #start(): void {
    this.#cancelRetry()
    this.#register(this.#routes)
  }

  /** Registers through the first of these routes; the others are for when its server is down (RFC 3263 §4.3). */
  #register([route, ...others]: readonly SipRoute[]): void {
    this.#drop()
    if (!route) return
    const listener = (event: StackEvent) => this.#take(event, others)
    const stack = new SipStack({ request: this.#request, route, context: this.#context, listener })
    this.#stack = stack
    const starting = this.#context.starts.run(() => stack.register())
    starting.catch((error: unknown) => {
      if (stack === this.#stack) this.#failed(503, error instanceof Refusal ? error.detail : 'internal error')
    })
  }

  #take(event: StackEvent, others: readonly SipRoute[]): void {
    switch (event.kind) {
      case 'registered':
        this.#attempt = 0
        this.#gate.push(event)
        break
      case 'failed':
        if (isTemporary(event.code) && others.length > 0) this.#register(others)
        else this.#failed(event.code, event.reason)
        break
      case 'gone':
        this.#failed(503, event.why)
        break
      default:
        this.#gate.push(event)
    }
  }

  #failed(code: number, reason: string): void {
    this.#drop()
    this.#gate.push({ kind: 'registration-failed', code, reason })
    const { clock, connection, random } = this.#context
    if (this.#closed || !connection.isUp || !isTemporary(code)) return
    this.#cancelRetry()
    this.#cancelRetry = clock.after(backOff(this.#attempt++, random.id(), RETRY), () => void this.#retry())
  }

  /** Servers move, so they are looked for again. */
  async #retry(): Promise<void> {
    try {
      this.#routes = await this.#context.locator.locate(domainOf(this.#request.identity.address))
    } catch {
      this.#context.log.info('no registrar to be found, going on with the last one', { account: this.#request.identity.address })
    }
    if (!this.#closed && !this.#stack) this.#start()
  }

  #drop(): void {
    const stack = this.#stack
    this.#stack = null
    void stack?.retire()
  }
}

function sameRoute(one: SipRoute, other: SipRoute): boolean {
  return one.host === other.host && one.port === other.port && one.transport === other.transport
}

/** The secret included: who knows another one may not dial with this registration. */
function sameIdentity(one: SipIdentity, other: SipIdentity): boolean {
  const { headerPrefixes, ...rest } = other
  const scalars = (Object.keys(rest) as (keyof typeof rest)[]).every((key) => one[key] === other[key])
  return scalars && one.headerPrefixes.join() === headerPrefixes.join()
}
