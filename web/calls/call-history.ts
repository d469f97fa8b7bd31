import { computed, signal } from '@preact/signals'
import type { Party } from '@weft/client/call'
import type { Shelf } from '../shell/shelf.ts'

const OUTCOMES = [
  'answered',
  'missed', // nobody answered here
  'declined', // here
  'unanswered', // there, for whatever reason
] as const

/** A call that is over. */
export interface PastCall extends Party {
  readonly direction: 'incoming' | 'outgoing'
  readonly outcome: (typeof OUTCOMES)[number]
  readonly video: boolean
  /** When it began, in ms since the epoch. */
  readonly at: number
  /** How long it was talked, in ms; null where it was not answered. */
  readonly lasted: number | null
}

/** As many calls are kept; older ones are forgotten. */
const MAX_CALLS = 200
/** Longer addresses and names than these come from nobody who wants to be called back. */
const MAX_CHARACTERS = 256

/** The calls of one account that are over, latest first, kept on this device. */
export class CallHistory {
  readonly calls = signal<readonly PastCall[]>([])
  /** When the list was looked at last, in ms since the epoch. */
  readonly #seenAt = signal(0)
  /** Missed since then. */
  readonly missed = computed(() => this.calls.value.filter(({ outcome, at }) => outcome === 'missed' && at > this.#seenAt.value))
  readonly #shelf: Shelf
  readonly #name: string

  /** @param account `user@domain` */
  constructor(shelf: Shelf, account: string) {
    this.#shelf = shelf
    this.#name = `calls.${account}`
    const kept = shelf.read(this.#name)
    if (!isRecord(kept)) return
    const { calls, seenAt } = kept
    if (Array.isArray(calls)) this.calls.value = calls.filter(isPastCall).slice(0, MAX_CALLS)
    if (typeof seenAt === 'number') this.#seenAt.value = seenAt
  }

  add(call: PastCall): void {
    const uri = call.uri.slice(0, MAX_CHARACTERS)
    const displayName = call.displayName.slice(0, MAX_CHARACTERS)
    this.calls.value = [{ ...call, uri, displayName }, ...this.calls.value].slice(0, MAX_CALLS)
    this.#keep()
  }

  /** Somebody looks at the list: nothing in it is new any more. */
  see(): void {
    const [latest] = this.missed.value
    if (latest === undefined) return
    this.#seenAt.value = latest.at
    this.#keep()
  }

  remove(call: PastCall): void {
    this.calls.value = this.calls.value.filter((other) => other !== call)
    this.#keep()
  }

  /** Forgets all calls, on the device as well. */
  clear(): void {
    this.calls.value = []
    this.#shelf.forget(this.#name)
  }

  #keep(): void {
    this.#shelf.write(this.#name, { calls: this.calls.value, seenAt: this.#seenAt.value })
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isPastCall(value: unknown): value is PastCall {
  if (!isRecord(value)) return false
  const { uri, displayName, direction, outcome, video, at, lasted } = value
  return (
    typeof uri === 'string' &&
    typeof displayName === 'string' &&
    (direction === 'incoming' || direction === 'outgoing') &&
    OUTCOMES.some((known) => known === outcome) &&
    typeof video === 'boolean' &&
    typeof at === 'number' &&
    (lasted === null || typeof lasted === 'number')
  )
}
