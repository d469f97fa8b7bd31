// Messages from their chunks, by Byte-Range (RFC 4975 §5.1, §7.3.1): in any order, overlapping, with the total told at once, later or never. Several may be
// under way on one connection; of their chunks, one at a time.
//
// Where a message ends, its `$` says. The total is a promise that some do not keep (the first example of the RFC itself counts 25 bytes where there are 23): it
// ends a message only where all of its bytes came and nothing contradicted it.
//
// What a peer claims costs nothing: it is bytes that came that are held, and messages, ranges and idle time are bounded.
import { CoveredRanges } from './covered-ranges.ts'
import type { HeldBudget } from './held-budget.ts'
import { HeldBytes } from './held-bytes.ts'
import type { ContinuationFlag } from './message.ts'
import type { SendRequest } from './request.ts'

export interface ReassemblyLimits {
  /** Bytes of one message. */
  readonly message: number
  /** Bytes of all messages of the session that are held and not complete. */
  readonly held: number
  /** Messages that are under way at a time. */
  readonly messages: number
  /** Ranges of one message that came and do not touch each other. */
  readonly ranges: number
  /** ms after which a message is forgotten of which nothing came any more. */
  readonly idle: number
}

/** For chat; files have other sizes and are not held. */
export const REASSEMBLY_LIMITS: ReassemblyLimits = {
  message: 10 * 1024 * 1024,
  held: 20 * 1024 * 1024,
  messages: 16,
  ranges: 64,
  idle: 60_000,
}

export type ReassemblyFault =
  /** The message is, or says that it is, larger than a message may be. */
  | 'too-large'
  | 'too-much-held'
  | 'too-many-messages'
  | 'too-many-ranges'
  /** Bytes beyond the end, or two ends. */
  | 'wrong-range'

export interface ChunkRefusal {
  readonly kind: 'refused'
  /** 413: stop sending this message (§10.5); 400: it makes no sense. */
  readonly status: 400 | 413
  readonly why: ReassemblyFault
}

export type ChunkEnd =
  /** `body` is null where messages are not held. `send` is the chunk that came first. */
  | { readonly kind: 'complete'; readonly send: SendRequest; readonly body: Uint8Array | null; readonly total: number }
  | { readonly kind: 'partial' }
  /** There was no body: a keep-alive, or the request with which a session begins. */
  | { readonly kind: 'empty' }
  /** The sender gave the message up, and all of it is forgotten. `known`: something of it had come. */
  | { readonly kind: 'aborted'; readonly known: boolean }
  | ChunkRefusal

interface Message {
  readonly send: SendRequest
  readonly covered: CoveredRanges
  readonly held: HeldBytes | null
  /** What Byte-Range says; null where it says nothing, or one thing and then another. */
  promised: number | null
  isContradicted: boolean
  /** The last byte that came. */
  highest: number
  /** Where the chunk with `$` ended. */
  end: number | null
  /** When bytes last came. */
  touched: number
}

interface Chunk {
  readonly send: SendRequest
  message: Message | null
  /** Bytes of it that came. */
  size: number
  refusal: ChunkRefusal | null
}

export class Reassembly {
  readonly #limits: ReassemblyLimits
  readonly #holds: boolean
  readonly #budget: HeldBudget | null
  readonly #messages = new Map<string, Message>()
  /** Messages of which more chunks may be on their way, and with what these are refused. */
  readonly #refused = new Map<string, ChunkRefusal>()
  #chunk: Chunk | null = null
  #resumed = 0

  /**
   * `holds`: whether complete messages come with their bodies; else bytes are for the caller to keep as they come. `budget` is what is held here and elsewhere;
   * null: nobody counts it.
   */
  constructor(holds: boolean, limits: ReassemblyLimits = REASSEMBLY_LIMITS, budget: HeldBudget | null = null) {
    this.#holds = holds
    this.#budget = budget
    this.#limits = limits
  }

  /** When wake() is wanted; null while nothing is under way. The message whose chunk is coming is not forgotten. */
  get nextWake(): number | null {
    const times = this.#waiting().map(([, { touched }]) => touched + this.#limits.idle)
    return times.length === 0 ? null : Math.min(...times)
  }

  /**
   * That many bytes of what comes next are there from before. They count for a message that begins right behind them and whose bytes are not held; one that
   * begins elsewhere begins anew.
   */
  resumeAt(bytes: number): void {
    this.#resumed = bytes
  }

  /** A chunk begins; the one before has ended. */
  begin(send: SendRequest): void {
    this.#chunk = { send, message: this.#messages.get(send.messageId) ?? null, size: 0, refusal: null }
  }

  /**
   * Bytes of the chunk: `taken`, and where they begin in the message, from 0; or `refused`, which is told once: what else comes of the chunk is `ignored`.
   */
  data(
    bytes: Uint8Array,
    now: number,
  ): { readonly kind: 'taken'; readonly at: number } | ChunkRefusal | { readonly kind: 'ignored' } {
    const chunk = this.#chunk
    if (!chunk || chunk.refusal) return { kind: 'ignored' }
    const at = chunk.send.range.start - 1 + chunk.size
    const obstacle = this.#refused.get(chunk.send.messageId) ?? this.#obstacle(chunk, at + bytes.length, bytes.length)
    if (obstacle) return this.#refuse(chunk, obstacle)
    const message = chunk.message ?? this.#open(chunk.send, now)
    chunk.message = message
    message.touched = now
    noteTotal(message, chunk.send.range.total, at + bytes.length)
    const before = message.held?.size ?? 0
    if (message.held && !message.held.write(at, bytes)) return this.#refuse(chunk, refusal(413, 'too-many-ranges'))
    if (message.held) this.#budget?.grow(before, bytes.length)
    chunk.size += bytes.length
    return { kind: 'taken', at }
  }

  /** The chunk is over. Null where it was refused before, or there is none. */
  end(flag: ContinuationFlag): ChunkEnd | null {
    const chunk = this.#chunk
    this.#chunk = null
    const end = chunk && !chunk.refusal ? this.#end(chunk, flag) : null
    // Its last chunk: nothing of that name is on its way any more.
    if (chunk && flag !== '+') this.#refused.delete(chunk.send.messageId)
    return end
  }

  /** Forgets messages of which nothing came for long, and returns a chunk of each. */
  wake(now: number): SendRequest[] {
    const late = this.#waiting().filter(([, { touched }]) => touched + this.#limits.idle <= now)
    for (const [id] of late) this.#forget(id)
    return late.map(([, { send }]) => send)
  }

  /** Nothing more comes: forgets everything. */
  close(): void {
    this.#chunk = null
    for (const id of [...this.#messages.keys()]) this.#forget(id)
  }

  #end(chunk: Chunk, flag: ContinuationFlag): ChunkEnd {
    const { message, send } = chunk
    const { messageId, range } = send
    if (flag === '#') return { kind: 'aborted', known: this.#forget(messageId) }
    if (!message) return { kind: 'empty' }
    const { covered, held } = message
    const last = range.start - 1 + chunk.size
    if (flag === '$') message.end ??= last
    const { end } = message
    if (end !== null && ((flag === '$' && last !== end) || message.highest > end))
      return this.#refuse(chunk, refusal(400, 'wrong-range'))
    if (!covered.add(range.start, last)) return this.#refuse(chunk, refusal(413, 'too-many-ranges'))
    const total = end ?? message.promised
    if (total === null || !covered.hasAll(total)) return { kind: 'partial' }
    this.#forget(messageId)
    return { kind: 'complete', send: message.send, body: held?.join(total) ?? null, total }
  }

  #waiting(): [string, Message][] {
    return [...this.#messages].filter(([, message]) => message !== this.#chunk?.message)
  }

  #obstacle({ send, message }: Chunk, end: number, size: number): ChunkRefusal | null {
    if (end > this.#limits.message || (send.range.total ?? 0) > this.#limits.message) return refusal(413, 'too-large')
    if (!message && this.#messages.size >= this.#limits.messages) return refusal(413, 'too-many-messages')
    if (this.#holds && this.#heldBytes() + size > this.#limits.held) return refusal(413, 'too-much-held')
    if (this.#holds && this.#budget?.admits(message?.held?.size ?? 0, size) === false) return refusal(413, 'too-much-held')
    return null
  }

  /** Whether there was such a message. */
  #forget(messageId: string): boolean {
    this.#budget?.give(this.#messages.get(messageId)?.held?.size ?? 0)
    return this.#messages.delete(messageId)
  }

  #heldBytes(): number {
    let size = 0
    for (const { held } of this.#messages.values()) size += held?.size ?? 0
    return size
  }

  #open(send: SendRequest, now: number): Message {
    const held = this.#holds ? new HeldBytes() : null
    const covered = new CoveredRanges(this.#limits.ranges)
    if (!this.#holds && send.range.start === this.#resumed + 1) covered.add(1, this.#resumed)
    const message = { send, covered, held, promised: null, isContradicted: false, highest: 0, end: null, touched: now }
    this.#messages.set(send.messageId, message)
    return message
  }

  #refuse(chunk: Chunk, why: ChunkRefusal): ChunkRefusal {
    const { messageId } = chunk.send
    chunk.refusal = why
    this.#forget(messageId)
    // The newest are the ones of which more may come.
    this.#refused.delete(messageId)
    this.#refused.set(messageId, why)
    const [oldest] = this.#refused.keys()
    if (this.#refused.size > this.#limits.messages && oldest !== undefined) this.#refused.delete(oldest)
    return why
  }
}

/** Bytes came up to `end`, in a chunk that promises `total`. */
function noteTotal(message: Message, total: number | null, end: number): void {
  const { promised } = message
  message.highest = Math.max(message.highest, end)
  if (promised !== null && total !== null && promised !== total) message.isContradicted = true
  if (message.highest > (promised ?? total ?? message.highest)) message.isContradicted = true
  message.promised = message.isContradicted ? null : (promised ?? total)
}

function refusal(status: 400 | 413, why: ReassemblyFault): ChunkRefusal {
  return { kind: 'refused', status, why }
}
