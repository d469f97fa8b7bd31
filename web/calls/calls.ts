import { computed, signal } from '@preact/signals'
import type { Account } from '@weft/client/account'
import type { Call, Party } from '@weft/client/call'
import { type CallKind, release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { PhoneCall } from './phone-call.ts'

/** As many missed calls are shown; older ones are forgotten. */
const MAX_MISSED = 50

export interface MissedCall extends Party {
  /** ms since the epoch */
  readonly at: number
}

const isOver = (call: PhoneCall): boolean => call.state.value.kind === 'terminated'
const isWaiting = (call: PhoneCall): boolean => call.state.value.kind === 'incoming'

/** The calls of the account that is logged in, one of them in front. Views read the signals and call the methods. */
export class Calls {
  readonly all = signal<readonly PhoneCall[]>([])
  /** The call that is heard and seen. */
  readonly front = signal<PhoneCall | null>(null)
  readonly missed = signal<readonly MissedCall[]>([])
  /** What kept a call from being made or answered, in plain words. */
  readonly problem = signal<string | null>(null)
  /** The browser may be asking its user whether the page may use the microphone. */
  readonly capturing = signal(false)
  /** Those that wait to be answered. */
  readonly incoming = computed(() => this.all.value.filter(isWaiting))
  /** All others, those included that have ended and were not put away yet. */
  readonly open = computed(() => this.all.value.filter((call) => !isWaiting(call)))
  readonly #devices: Devices
  #account: Account | null = null
  #subscriptions: readonly (() => void)[] = []

  constructor(devices: Devices) {
    this.#devices = devices
  }

  /** Whose calls these are from now on; what was before is forgotten. */
  use(account: Account | null): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#account = account
    this.all.value = []
    this.front.value = null
    this.missed.value = []
    this.problem.value = null
    this.#subscriptions =
      account === null
        ? []
        : [account.on('incoming', (call) => this.#keep(call)), account.on('missed', (party) => this.#miss(party))]
  }

  /** @param uri `user@domain` */
  async dial(uri: string, kind: CallKind): Promise<void> {
    const account = this.#account
    const stream = await this.#captured(kind)
    if (stream === null) return
    if (account === null || account !== this.#account) return release(stream)
    const call = this.#keep(account.call(uri, stream))
    call.own(stream)
    this.bringToFront(call)
  }

  async answer(call: PhoneCall, kind: CallKind): Promise<void> {
    const stream = await this.#captured(kind)
    if (stream === null) return
    // The caller may have given up while the browser asked for the microphone.
    if (!isWaiting(call)) return release(stream)
    call.own(stream)
    call.call.answer(stream)
    this.bringToFront(call)
  }

  /** Ends or declines a call and puts it away. */
  hangUp(call: PhoneCall): void {
    call.call.hangUp()
    this.putAway(call)
  }

  /** Takes a call that is over off the page. */
  putAway(call: PhoneCall): void {
    this.all.value = this.all.value.filter((other) => other !== call)
    if (this.front.value !== call) return
    const next = this.open.value.findLast((other) => !isOver(other)) ?? this.open.value.at(-1)
    this.front.value = null
    if (next !== undefined) this.bringToFront(next)
  }

  /** Makes this the call that is heard and seen, and sets the others aside. */
  bringToFront(call: PhoneCall): void {
    // What has ended and isn't looked at any more needs no putting away by hand.
    this.all.value = this.all.value.filter((other) => other === call || !isOver(other))
    this.front.value = call
    for (const other of this.open.value) other.setInFront(other === call)
  }

  forgetMissed(): void {
    this.missed.value = []
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  async #captured(kind: CallKind): Promise<MediaStream | null> {
    if (this.capturing.value) return null
    this.capturing.value = true
    this.problem.value = null
    try {
      return await this.#devices.capture({ audio: true, video: kind === 'video' })
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error)
      return null
    } finally {
      this.capturing.value = false
    }
  }

  #keep(call: Call): PhoneCall {
    const kept = new PhoneCall(call, this.#devices.capture)
    this.all.value = [...this.all.value, kept]
    // A call that ends without ever having been answered here has nothing to show; if it was missed, the account says so.
    call.on('state', (state) => {
      if (state.kind === 'terminated' && this.front.value !== kept) this.putAway(kept)
    })
    return kept
  }

  #miss(party: Party): void {
    this.missed.value = [{ ...party, at: Date.now() }, ...this.missed.value].slice(0, MAX_MISSED)
  }
}
