import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import { Refusal } from '../../../ports/refusal.ts'
import type { DialRequest, Leg, LegEvent, Line, LineEvent, LineRequest, SipCalls } from '../../../ports/sip-calls.ts'
import type { SipLocator } from '../../../ports/sip-locator.ts'
import type { JanusConnection } from '../connection.ts'
import { EventGate } from '../event-gate.ts'
import type { JanusSession } from '../session.ts'
import { DialledLeg, type HandleForDialling } from './dialled-leg.ts'
import { RegisteredLine } from './registered-line.ts'
import { domainOf, registerBody } from './sip-body.ts'
import type { SipContext } from './sip-context.ts'
import { SipHandle } from './sip-handle.ts'
import { StackStarts } from './stack-starts.ts'

export interface JanusSipCallsOptions {
  /** Started by whoever made it. */
  readonly connection: JanusConnection
  /** Of that connection. */
  readonly session: JanusSession
  readonly locator: SipLocator
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** `user@host` that Janus takes for a SIP URI; without a user part it reads memory it never wrote. */
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/

/** SIP registrations and calls through Janus' SIP plugin, which signals them and bridges their media. */
export class JanusSipCalls implements SipCalls {
  readonly #context: SipContext
  readonly #lines = new Set<RegisteredLine>()

  constructor(options: JanusSipCallsOptions) {
    this.#context = { ...options, starts: new StackStarts() }
  }

  async openLine(request: LineRequest, listener: (event: LineEvent) => void): Promise<Line> {
    mustBeAddress(request.identity.address)
    if (!request.register) return localLine(listener)
    const line = await RegisteredLine.open(request, this.#context, listener, () => this.#lines.delete(line))
    this.#lines.add(line)
    return line
  }

  async dial(request: DialRequest, listener: (event: LegEvent) => void): Promise<Leg> {
    mustBeAddress(request.identity.address)
    mustBeAddress(request.target)
    const routes = await this.#context.locator.locate(domainOf(request.target))
    return DialledLeg.dial(request, listener, { routes, handleFor: this.#handleFor(request), context: this.#context })
  }

  /**
   * On the stack of the account's own registration where that goes the same way: Janus takes 100 ms to start a stack and does nothing else
   * for anybody meanwhile (measured: INVITE 4 ms after dialling with it, 105 ms without).
   */
  #handleFor({ identity }: DialRequest): HandleForDialling {
    return async (route, listener, onFailure) => {
      for (const line of this.#lines) {
        const stack = line.stackFor(identity, route)
        if (stack) return stack.helperForDialling(listener, onFailure)
      }
      const handle = await SipHandle.attach(this.#context, listener)
      const giveBack = () => handle.detach()
      try {
        // In turn with all other starts, and to its end: else calls of guests would hold up everybody's.
        await this.#context.starts.run(async () => {
          await handle.startStack(registerBody({ identity, route, register: false, contactParameters: [] }), onFailure)
          await handle.started()
        })
      } catch (error) {
        await giveBack()
        throw error
      }
      return { handle, giveBack }
    }
  }
}

/** The line of an account that is not known to any registrar: nothing can come in, and nothing needs Janus. */
function localLine(listener: (event: LineEvent) => void): Line {
  const gate = new EventGate<LineEvent>()
  gate.push({ kind: 'registered' })
  gate.openSoon(listener)
  return { close: async () => gate.close() }
}

function mustBeAddress(address: string): void {
  if (!ADDRESS.test(address)) throw new Refusal('backend-refused', 'not a SIP address')
}
