import type { IncomingCall, LineRequest, SipParty } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import { CallSeat } from './call-seat.ts'
import type { DiallingHandle } from './dialled-leg.ts'
import { helperBody, registerBody } from './sip-body.ts'
import type { SipContext } from './sip-context.ts'
import { SipHandle, type SipHandleEvent } from './sip-handle.ts'

/** Helpers that wait for a call beside the master, so that three calls can come in one moment. */
const SPARE_HELPERS = 2
/** Calls that can come in at a time. */
const MOST_SEATS = 16

export interface SipStackOptions {
  readonly request: LineRequest
  readonly route: SipRoute
  readonly context: SipContext
  readonly listener: (event: StackEvent) => void
}

/** `failed` and `gone` leave no registration behind; running calls go on until they are over. */
export type StackEvent =
  | { readonly kind: 'registering' }
  | { readonly kind: 'registered' }
  | { readonly kind: 'failed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'gone'; readonly why: string }
  | { readonly kind: 'incoming'; readonly call: IncomingCall }
  | { readonly kind: 'missed'; readonly caller: SipParty }

/**
 * What Janus makes of one registration: a SIP stack with a Contact of its own, which belongs to the `master` handle, and `helper` handles
 * on the same stack. Each of them carries one call, incoming or dialled. Without the master all of them are lost, so it stays until the
 * last call is over.
 */
export class SipStack {
  readonly route: SipRoute
  readonly #options: SipStackOptions
  readonly #seats = new Map<SipHandle, CallSeat>()
  readonly #dialling = new Set<SipHandle>()
  /** Handles that are only just being made to dial with. */
  #joining = 0
  #master: SipHandle | null = null
  #masterId: number | null = null
  #filling = false
  #retired = false

  constructor(options: SipStackOptions) {
    this.#options = options
    this.route = options.route
  }

  /**
   * Attaches the master and registers, what comes of it is told. Resolves when Janus has started the stack; rejects with Refusal when it does
   * not take that.
   */
  async register(): Promise<void> {
    if (this.#retired) return
    const { request, route, context } = this.#options
    const master = await SipHandle.attach(context, (event) => this.#masterSays(event))
    if (this.#retired) {
      await master.detach()
      return
    }
    this.#master = master
    this.#addSeat(master)
    await master.startStack(registerBody({ ...request, route }), (reason) => this.#tell({ kind: 'failed', code: 503, reason }))
    await master.started()
  }

  /** True when handles can join to dial with the account's registration. */
  get isReady(): boolean {
    return this.#masterId !== null && !this.#retired
  }

  /** A helper to dial with. Rejects with Refusal. */
  async helperForDialling(
    listener: (event: SipHandleEvent) => void,
    onFailure: (detail: string) => void,
  ): Promise<DiallingHandle> {
    this.#joining++
    try {
      const handle = await this.#join(listener, onFailure)
      this.#dialling.add(handle)
      return {
        handle,
        giveBack: async () => {
          await handle.detach()
          this.#dialling.delete(handle)
          await this.#leaveWhenIdle()
        },
      }
    } finally {
      this.#joining--
      void this.#leaveWhenIdle()
    }
  }

  /** Removes the binding and gives everything back, what carries a call when that is over. Nothing is told any more. Never rejects. */
  async retire(): Promise<void> {
    if (this.#retired) return
    this.#retired = true
    const idle = [...this.#seats.values()].filter((seat) => !seat.isTaken && seat.handle !== this.#master)
    await Promise.all(idle.map((seat) => this.#vacate(seat.handle)))
    if (await this.#leaveWhenIdle()) return
    // An orderly `unregister` makes Janus detach the helpers, calls or not; those that were taken out of the group before stay.
    const { log } = this.#options.context
    const quiet = (handle: SipHandle) =>
      handle
        .request({ request: 'unregister' }, null, () => {})
        .catch(() => log.debug('could not unregister', { handle: handle.id }))
    for (const seat of this.#seats.values()) if (seat.handle !== this.#master) await quiet(seat.handle)
    for (const handle of this.#dialling) await quiet(handle)
    // One that is being made would be taken away as well, and the binding goes with the master when that call is over.
    if (this.#master && this.#masterId !== null && this.#joining === 0) await quiet(this.#master)
  }

  #masterSays(event: SipHandleEvent): void {
    switch (event.kind) {
      case 'registering':
        this.#tell({ kind: 'registering' })
        break
      case 'registered':
        this.#masterId = event.masterId
        this.#tell({ kind: 'registered' })
        void this.#fill()
        break
      case 'registration-failed':
        this.#masterId = null
        this.#tell({ kind: 'failed', code: event.code, reason: event.reason.trim() })
        break
      case 'missed-call':
        this.#tell({ kind: 'missed', caller: event.caller })
        break
      default:
        if (this.#master) this.#seats.get(this.#master)?.receive(event)
        if (event.kind === 'gone') {
          this.#masterId = null
          this.#tell({ kind: 'gone', why: event.why })
        }
    }
  }

  #addSeat(handle: SipHandle): void {
    this.#seats.set(
      handle,
      new CallSeat({
        handle,
        context: this.#options.context,
        onCall: (call) => this.#called(call),
        onFree: () => void this.#freed(handle),
      }),
    )
  }

  #called(call: IncomingCall): boolean {
    if (this.#retired) return false
    this.#tell({ kind: 'incoming', call })
    void this.#fill()
    return true
  }

  /** A helper that carried a call is not used again: what Janus remembers of that call goes with it. */
  async #freed(handle: SipHandle): Promise<void> {
    if (handle !== this.#master) await this.#vacate(handle)
    if (this.#retired) await this.#leaveWhenIdle()
    else await this.#fill()
  }

  async #vacate(handle: SipHandle): Promise<void> {
    this.#seats.delete(handle)
    await handle.detach()
  }

  /** Detaches the master, and with it the stack, once no call needs it; false while one does. */
  async #leaveWhenIdle(): Promise<boolean> {
    const busy = this.#joining > 0 || this.#dialling.size > 0 || [...this.#seats.values()].some((seat) => seat.isTaken)
    if (!this.#retired || busy) return false
    await this.#master?.detach()
    return true
  }

  /** Keeps free helpers ready. */
  async #fill(): Promise<void> {
    if (this.#filling) return
    this.#filling = true
    try {
      while (this.isReady && this.#spare() < SPARE_HELPERS && this.#seats.size < MOST_SEATS) await this.#addHelper()
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      this.#options.context.log.warn('no helper for further calls', { account: this.#options.request.identity.address, cause })
    } finally {
      this.#filling = false
    }
  }

  #spare(): number {
    return [...this.#seats.values()].filter((seat) => !seat.isTaken && seat.handle !== this.#master).length
  }

  async #addHelper(): Promise<void> {
    let seat: CallSeat | undefined
    let gone = false
    const helper = await this.#join(
      (event) => {
        // Janus takes the helpers away with their master, also one that is only just being made.
        if (event.kind === 'gone') gone = true
        seat?.receive(event)
        if (seat && gone) this.#seats.delete(seat.handle)
      },
      () => {},
    )
    if (gone) return
    if (this.#retired) {
      await helper.detach()
      return
    }
    this.#addSeat(helper)
    seat = this.#seats.get(helper)
  }

  async #join(listener: (event: SipHandleEvent) => void, onFailure: (detail: string) => void): Promise<SipHandle> {
    const { request, context } = this.#options
    const handle = await SipHandle.attach(context, listener)
    try {
      await handle.request(helperBody(request.identity, this.#masterId ?? 0), null, onFailure)
    } catch (error) {
      await handle.detach()
      throw error
    }
    return handle
  }

  #tell(event: StackEvent): void {
    if (!this.#retired) this.#options.listener(event)
  }
}
