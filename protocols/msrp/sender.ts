// What goes out for one session: the queue of what waits, and what became of what went.
import { Deliveries, type DeliveryEffect, type DeliveryInput } from './deliveries.ts'
import type { MsrpHead, MsrpHeader, MsrpResponseHead } from './message.ts'
import { type MessageToSend, OutgoingMessage } from './outgoing-message.ts'
import { OutgoingQueue } from './outgoing-queue.ts'
import { type MsrpPath, pathHeaders } from './path.ts'
import { printHeaders, printWithoutBody } from './print.ts'
import type { ReportRequest } from './request.ts'
import type { IdentSource } from './transaction-id.ts'
import type { MsrpUri } from './uri.ts'

export interface SessionEnds {
  /** The peer's path, as its SDP has it. */
  readonly to: MsrpPath
  readonly from: MsrpUri
  readonly ids: IdentSource
}

export interface SenderLimits {
  /** Bytes of a chunk of a message. */
  readonly chunk: number
  /** Bytes that wait to go out: who reads more slowly than others write is to be given up at some time. */
  readonly waiting: number
  /** Messages and requests whose fate is open. */
  readonly open: number
  /** ms after which a report that was asked for counts as not coming. */
  readonly report: number
}

/** For chat; for files, chunks of 64 KiB are usual. */
export const SENDER_LIMITS: SenderLimits = { chunk: 16_384, waiting: 20 * 1024 * 1024, open: 1000, report: 120_000 }

export type SenderEffect = Exclude<DeliveryEffect, { do: 'stop' }>

/** `full`: more waits than may. `in-use`: a message of that Message-ID is under way. */
export type Sending = { readonly sent: true } | { readonly sent: false; readonly reason: 'full' | 'in-use' }

export class MsrpSender {
  readonly #ids: IdentSource
  readonly #paths: readonly MsrpHeader[]
  /** The same as lines. */
  readonly #pathLines: string
  readonly #limits: SenderLimits
  readonly #queue: OutgoingQueue
  readonly #deliveries: Deliveries

  /** Throws MsrpPrintError where a path is none. */
  constructor({ to, from, ids }: SessionEnds, limits: SenderLimits = SENDER_LIMITS) {
    this.#ids = ids
    this.#paths = pathHeaders(to, from)
    this.#pathLines = printHeaders(this.#paths)
    this.#limits = limits
    this.#queue = new OutgoingQueue(limits.chunk)
    this.#deliveries = new Deliveries(limits.report)
  }

  /** When wake() is wanted; null while nobody waits for time to pass. */
  get nextWake(): number | null {
    return this.#deliveries.nextWake
  }

  /** True where there is nothing to send, and nothing that is to be fed. */
  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  /** Bytes that wait to go out. */
  get waiting(): number {
    return this.#queue.bytes
  }

  /**
   * Puts a message into the queue, with its body, or with what of it there is: the rest is fed. The bytes are not copied and must stay as they are.
   * Throws MsrpPrintError where it cannot be sent at all.
   */
  send(spec: MessageToSend, body: Uint8Array, now: number): Sending {
    if (this.#deliveries.has(spec.messageId) || this.#queue.find(spec.messageId)) return { sent: false, reason: 'in-use' }
    if (this.#deliveries.size >= this.#limits.open || this.waiting + body.length > this.#limits.waiting)
      return { sent: false, reason: 'full' }
    const message = new OutgoingMessage(spec, this.#pathLines, this.#ids)
    message.feed(body)
    this.#queue.add(message)
    this.#deliveries.step({ kind: 'message', ...spec }, now)
    return { sent: true }
  }

  /** More of a message's body. False where nothing of it is to be sent any more, or that would be more than its total. */
  feed(messageId: string, bytes: Uint8Array): boolean {
    const message = this.#queue.find(messageId)
    return message !== null && this.#queue.feed(message, bytes)
  }

  /** Bytes of a message that were fed and wait; null where nothing of it is to be sent any more. */
  unsent(messageId: string): number | null {
    return this.#queue.find(messageId)?.unsent ?? null
  }

  /** Sends a NICKNAME, a FILE_OFFSET, an AUTH; `answered` comes with that key. Throws MsrpPrintError. */
  request(key: string, method: string, headers: readonly MsrpHeader[], now: number): Sending {
    if (this.#deliveries.size >= this.#limits.open) return { sent: false, reason: 'full' }
    const transaction = this.#ids()
    this.#queue.addFirst(printWithoutBody({ kind: 'request', transaction, method, headers: [...this.#paths, ...headers] }))
    this.#deliveries.step({ kind: 'request', transaction, key }, now)
    return { sent: true }
  }

  /**
   * Sends a response or a REPORT, which go before messages, and however many wait: whoever makes them does not read on while `waiting` is too much.
   * Throws MsrpPrintError.
   */
  reply(head: MsrpHead): void {
    this.#queue.addFirst(printWithoutBody(head))
  }

  /** The next bytes, for as long as the socket takes some: about `most`, none where none wait. */
  next(most: number, now: number): { readonly bytes: readonly Uint8Array[]; readonly effects: SenderEffect[] } {
    const { bytes, events } = this.#queue.next(most)
    return { bytes, effects: events.flatMap((event) => this.#step(event, now)) }
  }

  response(response: MsrpResponseHead, now: number): SenderEffect[] {
    return this.#step({ kind: 'response', response }, now)
  }

  report(report: ReportRequest, now: number): SenderEffect[] {
    return this.#step({ kind: 'report', report }, now)
  }

  /** Gives a message up, and tells the peer where part of it went out. */
  abort(messageId: string, now: number): SenderEffect[] {
    const message = this.#queue.find(messageId)
    if (message) this.#queue.abort(message, true)
    return this.#step({ kind: 'abort', messageId }, now)
  }

  /** The connection is over: what became of everything that is open. */
  close(now: number): SenderEffect[] {
    return this.#step({ kind: 'closed' }, now)
  }

  /** Does what is due. */
  wake(now: number): SenderEffect[] {
    return this.#step({ kind: 'wake' }, now)
  }

  #step(input: DeliveryInput, now: number): SenderEffect[] {
    return this.#deliveries.step(input, now).filter((effect): effect is SenderEffect => {
      if (effect.do !== 'stop') return true
      // §10.5: nothing more of that name is sent, not even that it ends; within a chunk, it ends with `#`.
      const message = this.#queue.find(effect.messageId)
      if (message) this.#queue.abort(message, false)
      return false
    })
  }
}
