import { computed, signal } from '@preact/signals'
import type { Account } from '@weft/client/account'
import type { Call, Party } from '@weft/client/call'
import { type CallKind, CaptureError, release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { Shelf } from '../shell/shelf.ts'
import { NOTICES } from '../words/call-notices.ts'
import { CallHistory, type PastCall } from './call-history.ts'
import { CallLayout } from './call-layout.ts'
import { PhoneCall } from './phone-call.ts'

const isOver = (call: PhoneCall): boolean => call.state.value.kind === 'terminated'
const isWaiting = (call: PhoneCall): boolean => call.state.value.kind === 'incoming'

/** What a call is sent with; `withoutCamera` where a camera was wanted and there is none. */
interface Captured {
  readonly stream: MediaStream
  readonly withoutCamera: boolean
}

/** The calls of the account that is logged in, one of them in front. Views read the signals and call the methods. */
export class Calls {
  readonly all = signal<readonly PhoneCall[]>([])
  /** The call that is heard and seen. */
  readonly front = signal<PhoneCall | null>(null)
  readonly history = signal<CallHistory | null>(null)
  /** Missed, and not looked at yet. */
  readonly missed = computed<readonly PastCall[]>(() => this.history.value?.missed.value ?? [])
  /** What kept a call from being made or answered, in plain words. */
  readonly problem = signal<string | null>(null)
  /** The browser may be asking its user whether the page may use the microphone, and with `video` the camera. */
  readonly capturing = signal<CallKind | null>(null)
  /** Those that wait to be answered. */
  readonly incoming = computed(() => this.all.value.filter(isWaiting))
  /** All others, those included that have ended and were not put away yet. */
  readonly open = computed(() => this.all.value.filter((call) => !isWaiting(call)))
  /** Somebody talks, or is about to: the call in front, until it is over. */
  readonly talking = computed(() => this.front.value !== null && !isOver(this.front.value))
  /** Calls would end with the page. */
  readonly busy = computed(() => this.open.value.some((call) => !isOver(call)))
  /** Who was called or has called, latest first, each once. */
  readonly people = computed<readonly Party[]>(() => everyone(this.history.value?.calls.value ?? []))
  readonly devices: Devices
  readonly layout: CallLayout
  readonly #shelf: Shelf
  #account: Account | null = null
  #subscriptions: readonly (() => void)[] = []

  constructor(devices: Devices, shelf: Shelf) {
    this.devices = devices
    this.layout = new CallLayout(shelf)
    this.#shelf = shelf
  }

  /** Whose calls these are from now on; what was before is put away. */
  use(account: Account | null): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#account = account
    this.all.value = []
    this.front.value = null
    this.problem.value = null
    // Guests are somebody else each time.
    const shelf = account?.isGuest ? new Shelf(null) : this.#shelf
    this.history.value = account && new CallHistory(shelf, account.address)
    this.#subscriptions =
      account === null
        ? []
        : [account.on('incoming', (call) => this.#keep(call)), account.on('missed', (party) => this.#miss(party))]
  }

  /** @param uri `user@domain` */
  async dial(uri: string, kind: CallKind): Promise<void> {
    const account = this.#account
    const captured = await this.#captured(kind)
    if (captured === null) return
    if (account === null || account !== this.#account) return release(captured.stream)
    this.#begin(this.#keep(account.call(uri, captured.stream)), captured)
  }

  async answer(call: PhoneCall, kind: CallKind): Promise<void> {
    const captured = await this.#captured(kind)
    if (captured === null) return
    // The caller may have given up while the browser asked for the microphone.
    if (!isWaiting(call)) return release(captured.stream)
    call.call.answer(captured.stream)
    this.#begin(call, captured)
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

  /** Forgets whom the account has called and who has called it, on this device as well; and the calls that end now. */
  forget(): void {
    this.history.value?.clear()
    this.history.value = null
  }

  /** The device has another network now: all calls look for a new path. */
  renewPaths(): void {
    for (const { call } of this.all.value) call.renewPath()
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  async #captured(kind: CallKind): Promise<Captured | null> {
    if (this.capturing.value !== null) return null
    this.capturing.value = kind
    this.problem.value = null
    try {
      return await this.#capture(kind)
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error)
      return null
    } finally {
      this.capturing.value = null
    }
  }

  /** Without a camera that works, a video call becomes an audio call. A camera that was refused is asked about. */
  async #capture(kind: CallKind): Promise<Captured> {
    const audio = () => this.devices.capture({ audio: true, video: false })
    if (kind === 'audio') return { stream: await audio(), withoutCamera: false }
    try {
      return { stream: await this.devices.capture({ audio: true, video: true }), withoutCamera: false }
    } catch (error) {
      const lacking = error instanceof CaptureError && (error.failure === 'missing' || error.failure === 'busy')
      if (!lacking) throw error
      return { stream: await audio(), withoutCamera: true }
    }
  }

  #begin(call: PhoneCall, { stream, withoutCamera }: Captured): void {
    call.own(stream)
    this.bringToFront(call)
    if (withoutCamera) call.say(NOTICES.withoutCamera)
  }

  #keep(call: Call): PhoneCall {
    const kept = new PhoneCall(call, this.devices)
    const at = Date.now()
    this.all.value = [...this.all.value, kept]
    call.on('state', (state) => {
      if (state.kind !== 'terminated') return
      this.#record(kept, at)
      // A call that ends without ever having been answered here has nothing to show; if it was missed, the account says so.
      if (this.front.value !== kept) this.putAway(kept)
    })
    return kept
  }

  #record({ call, lasted }: PhoneCall, at: number): void {
    const { direction, remote, state } = call
    const cause = state.kind === 'terminated' ? state.cause.kind : null
    // Missed, which the account says, or answered on another device.
    if (direction === 'incoming' && lasted.value === null && cause === 'cancelled') return
    const unanswered = direction === 'outgoing' ? 'unanswered' : cause === 'declined' ? 'declined' : 'missed'
    const outcome = lasted.value === null ? unanswered : 'answered'
    const video = call.offered.video || call.sending.video
    this.history.value?.add({ ...remote, direction, outcome, video, at, lasted: lasted.value })
  }

  #miss(party: Party): void {
    const { uri, displayName } = party
    this.history.value?.add({
      uri,
      displayName,
      direction: 'incoming',
      outcome: 'missed',
      video: false,
      at: Date.now(),
      lasted: null,
    })
  }
}

function everyone(calls: readonly PastCall[]): readonly Party[] {
  const people = new Map<string, Party>()
  for (const { uri, displayName } of calls) {
    // A call from somebody tells a name, one to somebody does not.
    if ((people.get(uri)?.displayName ?? '') === '') people.set(uri, { uri, displayName })
  }
  return [...people.values()]
}
