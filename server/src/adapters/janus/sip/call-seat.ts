import type { IncomingCall, LegEvent } from '../../../ports/sip-calls.ts'
import { EventGate } from '../event-gate.ts'
import { CallLeg } from './call-leg.ts'
import type { SipContext } from './sip-context.ts'
import type { SipHandle, SipHandleEvent } from './sip-handle.ts'

interface CallSeatOptions {
  readonly handle: SipHandle
  readonly context: Pick<SipContext, 'clock' | 'log'>
  /** Takes a call that came in; false when it may not: it is declined then. */
  readonly onCall: (call: IncomingCall) => boolean
  /** The call is over, and the handle is free for another. */
  readonly onFree: () => void
}

/** A handle of a registered account, where one incoming call at a time can sit. */
export class CallSeat {
  readonly handle: SipHandle
  readonly #options: CallSeatOptions
  #leg: CallLeg | null = null

  constructor(options: CallSeatOptions) {
    this.handle = options.handle
    this.#options = options
  }

  get isTaken(): boolean {
    return this.#leg !== null
  }

  /** What happened on the handle. */
  receive(event: SipHandleEvent): void {
    if (event.kind === 'incoming-call') {
      this.#seat(event)
      return
    }
    const leg = this.#leg
    leg?.receive(event)
    if (leg && (event.kind === 'hangup' || event.kind === 'gone')) {
      this.#leg = null
      this.#options.onFree()
    }
  }

  #seat({ callId, caller, sdp, headers }: Extract<SipHandleEvent, { readonly kind: 'incoming-call' }>): void {
    const gate = new EventGate<LegEvent>()
    const { clock, log } = this.#options.context
    const leg = new CallLeg({
      handle: this.handle,
      direction: 'incoming',
      emit: (event) => gate.push(event),
      onReleased: () => this.#leave(leg),
      clock,
      log,
    })
    this.#leg = leg
    let heard = false
    const listen = (listener: (event: LegEvent) => void) => {
      heard = true
      gate.open(listener)
    }
    // Without an offer there is nothing to show to a browser (RFC 3261 §13.2.1 allows such an INVITE).
    const taken = sdp !== null && this.#options.onCall({ leg, callId, caller, sdp, headers, listen })
    if (!taken || !heard)
      leg.decline(sdp === null ? 488 : 480).catch(() => log.debug('could not decline', { handle: this.handle.id }))
  }

  /** The handle has other duties than this call, so it is not given back but hung up. */
  async #leave(leg: CallLeg): Promise<void> {
    if (leg.isOver) return
    await leg.hangUp().catch(() => this.#options.context.log.debug('could not hang up', { handle: this.handle.id }))
  }
}
