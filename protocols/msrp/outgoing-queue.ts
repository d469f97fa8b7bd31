// What waits to go out on one session, and in which order (RFC 4975 §5.1, §7.1.1).
//
// Responses and reports go first, at once where a chunk may be interrupted. Messages take turns, lane by lane, a chunk at a time; a short message need not wait
// for the end of a long one's chunk, but lets it send as much as itself could before the next short one comes between.
import type { OutgoingMessage } from './outgoing-message.ts'

export type QueueEvent =
  /** The chunk's first bytes were handed out. */
  | { readonly kind: 'begun'; readonly transaction: string; readonly messageId: string }
  /** Its last ones. `isThrough`: and so were those of the message. */
  | { readonly kind: 'sent'; readonly transaction: string; readonly messageId: string; readonly isThrough: boolean }

interface Lane {
  readonly name: string | null
  readonly messages: OutgoingMessage[]
}

/** Bytes that one message may send while others wait. */
const TURN = 2048

export class OutgoingQueue {
  readonly #chunk: number
  /** Responses, reports and requests, as bytes. */
  readonly #first: Uint8Array[] = []
  /** Those that are not through. */
  readonly #messages = new Map<string, OutgoingMessage>()
  /** In the order of their turns; each has messages. */
  #lanes: Lane[] = []
  /** Whose chunk is going out. It is the first of its lane, which is the first one. */
  #current: OutgoingMessage | null = null
  #currentAborted = false
  #lastWasShort = false
  #bytes = 0

  /** Chunks have at most `chunk` bytes. */
  constructor(chunk: number) {
    this.#chunk = chunk
  }

  /** Bytes that wait, heads and ends of chunks not counted. */
  get bytes(): number {
    return this.#bytes
  }

  /** True without messages and all else, be it that they wait or are on their way. */
  get isEmpty(): boolean {
    return this.#first.length === 0 && this.#messages.size === 0
  }

  /** What goes before messages and is not cut. */
  addFirst(bytes: Uint8Array): void {
    this.#first.push(bytes)
    this.#bytes += bytes.length
  }

  /** A message whose Message-ID no other here has. */
  add(message: OutgoingMessage): void {
    const { lane: name, messageId } = message.spec
    const lane = name === null ? undefined : this.#lanes.find((one) => one.name === name)
    if (lane) lane.messages.push(message)
    else this.#lanes.push({ name, messages: [message] })
    this.#messages.set(messageId, message)
    this.#bytes += message.unsent
  }

  /** The message of that name that is not through; null where there is none. */
  find(messageId: string): OutgoingMessage | null {
    return this.#messages.get(messageId) ?? null
  }

  /** More of the body of a message that is here. False, and they are not taken, where that would be more than its total. */
  feed(message: OutgoingMessage, bytes: Uint8Array): boolean {
    const isTaken = message.feed(bytes)
    if (isTaken) this.#bytes += bytes.length
    return isTaken
  }

  /** Sends nothing more of it. `isTold`: and tells the peer so, where part of it went out; within a chunk the peer is told in any case. */
  abort(message: OutgoingMessage, isTold: boolean): void {
    if (message === this.#current) {
      this.#currentAborted = true
      return
    }
    if (isTold && message.hasBegun) this.addFirst(message.abort())
    this.#remove(message)
  }

  /**
   * The next bytes, in pieces: at least `most` of them where as many wait, and more only by a head, an end, or what is not cut. Nothing where nothing waits.
   */
  next(most: number): { readonly bytes: Uint8Array[]; readonly events: QueueEvent[] } {
    const bytes: Uint8Array[] = []
    const events: QueueEvent[] = []
    let size = 0
    while (size < most) {
      const piece = this.#piece(most - size, events)
      if (!piece) break
      size += piece.length
      bytes.push(piece)
    }
    return { bytes, events }
  }

  #piece(most: number, events: QueueEvent[]): Uint8Array | null {
    const current = this.#current
    if (current) {
      const turn = this.#turnOf(current)
      if (turn === 0 || this.#currentAborted) return this.#end(current, events)
      const taken = current.take(Math.min(most, turn))
      this.#bytes -= taken.length
      return taken
    }
    const first = this.#first.shift()
    if (!first) return this.#begin(events)
    this.#bytes -= first.length
    return first
  }

  /** How many more bytes of its chunk may go out before others. */
  #turnOf(current: OutgoingMessage): number {
    const left = current.left ?? 0
    if (current.isShort) return left
    const sent = current.sentOfChunk
    // A chunk without bytes would say nothing, and be answered all the same.
    if (this.#first.length > 0) return sent > 0 ? 0 : Math.min(left, TURN)
    const shortWaits = this.#lanes.some(({ messages }, index) => index > 0 && isShort(messages))
    return shortWaits ? Math.min(left, Math.max(0, TURN - sent)) : left
  }

  #begin(events: QueueEvent[]): Uint8Array | null {
    const ready = this.#lanes.filter(({ messages }) => messages[0]?.isReady)
    const lane = ready.find(({ messages }) => isShort(messages) !== this.#lastWasShort) ?? ready[0]
    const message = lane?.messages[0]
    if (!lane || !message) return null
    this.#lanes = [lane, ...this.#lanes.filter((one) => one !== lane)]
    this.#lastWasShort = message.isShort
    const { transaction, head } = message.begin(this.#chunk)
    events.push({ kind: 'begun', transaction, messageId: message.spec.messageId })
    this.#current = message
    return head
  }

  #end(current: OutgoingMessage, events: QueueEvent[]): Uint8Array {
    const { transaction, bytes } = current.end(this.#currentAborted)
    const { isThrough } = current
    events.push({ kind: 'sent', transaction, messageId: current.spec.messageId, isThrough })
    this.#current = null
    const [lane, ...others] = this.#lanes
    // Who made way for a response goes on after it; who had a turn waits for the next one.
    if (isThrough || this.#currentAborted) this.#remove(current)
    else if (lane && this.#first.length === 0) this.#lanes = [...others, lane]
    this.#currentAborted = false
    return bytes
  }

  #remove(message: OutgoingMessage): void {
    this.#messages.delete(message.spec.messageId)
    this.#bytes -= message.unsent
    for (const { messages } of this.#lanes) {
      const index = messages.indexOf(message)
      if (index >= 0) messages.splice(index, 1)
    }
    this.#lanes = this.#lanes.filter(({ messages }) => messages.length > 0)
  }
}

function isShort(messages: readonly OutgoingMessage[]): boolean {
  const [message] = messages
  return message?.isReady === true && message.isShort
}
