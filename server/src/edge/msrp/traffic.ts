import type { DeliveryOutcome } from '@weft/protocols/msrp/deliveries'
import type { MsrpFramingEvent } from '@weft/protocols/msrp/framing'
import type { HeldBudget } from '@weft/protocols/msrp/held-budget'
import type { MsrpHead } from '@weft/protocols/msrp/message'
import { MsrpPrintError } from '@weft/protocols/msrp/msrp-error'
import { REASSEMBLY_LIMITS } from '@weft/protocols/msrp/reassembly'
import { MsrpReceiver, type Received, type ReceiverEffect } from '@weft/protocols/msrp/receiver'
import type { FileOffsetRequest, NicknameRequest } from '@weft/protocols/msrp/request'
import { responseTo } from '@weft/protocols/msrp/response'
import { MsrpSender, SENDER_LIMITS, type SenderEffect, type SessionEnds } from '@weft/protocols/msrp/sender'
import { statusOf } from '@weft/protocols/msrp/status'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type {
  MsrpEvent,
  MsrpOutcome,
  MsrpReceived,
  MsrpSession,
  MsrpSessionSettings,
  MsrpSubmission,
  MsrpVerdict,
} from '../../ports/msrp.ts'
import { OutgoingFile } from './outgoing-file.ts'

/** Bytes of a chunk of a file: what AG Projects' clients send, and are sure to take. */
const FILE_CHUNK = 65_536
/** Bytes of responses and reports that may wait for a peer that makes us send them and does not read them. */
const MOST_REPLIES = 262_144
/** Messages whose fate is open, which with a peer that never reports are those of two minutes. */
const MOST_OPEN = 10_000

export interface TrafficNeeds {
  readonly clock: Clock
  readonly log: Log
  /** What is held of messages in all sessions. */
  readonly budget: HeldBudget
  readonly tell: (event: MsrpEvent) => void
  /** What became of a request without body: that which began the session, or a keep-alive. */
  readonly probed: (outcome: DeliveryOutcome) => void
  /** There may be bytes to send. */
  readonly hasBytes: () => void
}

/** What goes in and out in one session, on whatever connection: messages as the application sees them, and the bytes that they are. */
export class SessionTraffic {
  readonly #ends: SessionEnds
  readonly #settings: MsrpSessionSettings
  readonly #needs: TrafficNeeds
  readonly #receiver: MsrpReceiver
  readonly #sender: MsrpSender
  /** Messages of the application whose fate is open, and those of them whose bytes are fetched. */
  readonly #open = new Set<string>()
  readonly #files = new Map<string, OutgoingFile>()
  #probe: string | null = null
  /** Bytes of responses and reports that wait, about. */
  #replies = 0

  /** `mostWaiting`: bytes that may wait for a peer that reads slowly, in any case as many as two messages. */
  constructor(ends: SessionEnds, settings: MsrpSessionSettings, mostWaiting: number, needs: TrafficNeeds) {
    const { accepts, bodies, mostBytes } = settings
    this.#ends = ends
    this.#settings = settings
    this.#needs = needs
    this.#receiver = new MsrpReceiver({
      ...{ own: ends.from, peer: ends.to, ids: ends.ids, accepts, bodies, budget: needs.budget },
      limits: { ...REASSEMBLY_LIMITS, message: mostBytes, held: 2 * mostBytes },
    })
    this.#sender = new MsrpSender(ends, {
      ...SENDER_LIMITS,
      chunk: bodies === 'passing' ? FILE_CHUNK : SENDER_LIMITS.chunk,
      waiting: Math.max(mostWaiting, 2 * mostBytes),
      open: MOST_OPEN,
    })
  }

  /** What comes in had better wait until some of what it leads to is out. */
  get isClogged(): boolean {
    return this.#replies > MOST_REPLIES
  }

  /** A request without body is under way. */
  get isProbing(): boolean {
    return this.#probe !== null
  }

  /** Sends a request without body (RFC 4975 §5.4): what comes of it is told by `probed`. Does nothing where too much is open already. */
  probe(kind: 'first' | 'keep-alive'): void {
    const messageId = this.#ends.ids()
    const headers = kind === 'keep-alive' ? [{ name: 'Keep-Alive', value: 'yes' }] : []
    const spec = {
      messageId,
      contentType: null,
      total: 0,
      lane: null,
      headers,
      successReport: false,
      failureReport: 'yes',
    } as const
    if (this.#sender.send(spec, new Uint8Array(0), this.#now()).sent) this.#probe = messageId
    this.#needs.hasBytes()
  }

  /** Takes what came in. */
  take(event: Exclude<MsrpFramingEvent, { kind: 'error' }>): void {
    this.#do(this.#receiver.step(event, this.#now()))
  }

  /** The next bytes for the peer, about `most`. */
  next(most: number): readonly Uint8Array[] {
    // It is asked again and again, just in case.
    if (this.#sender.isIdle) return []
    const { bytes, effects } = this.#sender.next(most, this.#now())
    this.#doSent(effects)
    for (const { length } of bytes) this.#replies -= length
    this.#replies = Math.max(0, this.#replies)
    for (const file of this.#files.values()) file.sent()
    return bytes
  }

  send({ id, contentType, body, reports, lane }: MsrpSubmission): Exclude<ReturnType<MsrpSession['send']>, 'not-bound'> {
    const isWhole = body instanceof Uint8Array
    const total = isWhole ? body.length : body.size
    const wanted = { successReport: reports, failureReport: reports ? 'yes' : 'no' } as const
    const spec = { messageId: id, contentType, total, lane, headers: [], ...wanted }
    try {
      const sending = this.#sender.send(spec, isWhole ? body : new Uint8Array(0), this.#now())
      if (!sending.sent) return sending.reason
    } catch (error) {
      if (error instanceof MsrpPrintError) return 'bad-message'
      throw error
    }
    this.#open.add(id)
    if (!isWhole) this.#files.set(id, this.#fetch(id, total, body.bytes))
    this.#needs.hasBytes()
    return null
  }

  abort(id: string): void {
    if (this.#open.has(id)) this.#doSent(this.#sender.abort(id, this.#now()))
    this.#needs.hasBytes()
  }

  /** Gives everything up; the peer is told of what is under way, by the bytes that there still are. */
  abortAll(): void {
    for (const id of [...this.#open]) this.abort(id)
  }

  /** The connection is over: tells what became of everything that is open. */
  close(): void {
    this.#receiver.close()
    this.#doSent(this.#sender.close(this.#now()))
  }

  /** Does what is due. */
  wake(): void {
    this.#do(this.#receiver.wake(this.#now()))
    this.#doSent(this.#sender.wake(this.#now()))
  }

  #now(): number {
    return this.#needs.clock.now()
  }

  #fetch(id: string, total: number, bytes: AsyncIterable<Uint8Array>): OutgoingFile {
    let fed = 0
    return new OutgoingFile(bytes, {
      feed: (piece) => {
        // The source may use its piece again, and what is fed must stay as it is.
        const isTaken = this.#sender.feed(id, piece.slice())
        fed += piece.length
        this.#needs.hasBytes()
        return isTaken
      },
      unsent: () => this.#sender.unsent(id),
      done: (isWhole, error) => {
        if (isWhole && fed === total) return
        this.#needs.log.warn('a file could not be sent as a whole', { bytes: fed, of: total, error: String(error) })
        this.abort(id)
      },
    })
  }

  #do(effects: readonly ReceiverEffect[]): void {
    for (const effect of effects) this.#doOne(effect)
  }

  #doOne(effect: ReceiverEffect): void {
    const { tell, log } = this.#needs
    switch (effect.do) {
      case 'send':
        this.#reply(effect.head)
        break
      case 'message': {
        const { message } = effect
        if (message.body) tell({ kind: 'message', ...this.#received(message), body: message.body })
        break
      }
      case 'bytes': {
        const { messageId: id, contentType, range } = effect.send
        const { at, bytes } = effect
        tell({ kind: 'bytes', id, contentType: contentType ?? '', at, total: range.total, bytes })
        break
      }
      case 'chunk': {
        const { chunk, isComplete } = effect
        const { start, end } = chunk.range
        tell({ kind: 'chunk', ...this.#received(chunk), at: start - 1, size: (end ?? start - 1) - start + 1, isComplete })
        break
      }
      case 'aborted':
        if (this.#settings.bodies === 'passing') tell({ kind: 'aborted', id: effect.send.messageId, why: effect.why })
        break
      case 'request':
        this.#ask(effect.request)
        break
      case 'response':
        this.#doSent(this.#sender.response(effect.response, this.#now()))
        break
      case 'report':
        this.#doSent(this.#sender.report(effect.report, this.#now()))
        break
      case 'note':
        log.debug('an MSRP request was refused', { status: effect.status, why: effect.why })
    }
  }

  #reply(head: MsrpHead): void {
    const { waiting } = this.#sender
    this.#sender.reply(head)
    this.#replies += this.#sender.waiting - waiting
    this.#needs.hasBytes()
  }

  #received(received: Received): MsrpReceived {
    const { messageId: id, contentType } = received.send
    const report = once((verdict: MsrpVerdict) => this.#do(this.#receiver.judge(received, fullStatus(verdict))))
    return { id, contentType: contentType ?? '', report }
  }

  #ask(request: NicknameRequest | FileOffsetRequest): void {
    const answer = (verdict: MsrpVerdict, offset?: number) => {
      const headers = offset === undefined ? [] : [{ name: 'Offset', value: String(offset) }]
      const head = responseTo(request.head, fullStatus(verdict), this.#ends.from, headers)
      if (head) this.#reply(head)
    }
    if (request.kind === 'nickname') {
      this.#needs.tell({ kind: 'nickname', nickname: request.nickname, answer: once((verdict: MsrpVerdict) => answer(verdict)) })
      return
    }
    const answerOffset = once((given: number | MsrpVerdict) =>
      typeof given === 'number' ? answer({ code: 200 }, given) : answer(given),
    )
    this.#needs.tell({ kind: 'file-offset', answer: answerOffset })
  }

  #doSent(effects: readonly SenderEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'drop') this.#needs.log.debug('an MSRP response or report was for nothing', { why: effect.reason })
      if (effect.do !== 'tell') continue
      const { messageId, outcome } = effect
      if (messageId === this.#probe) {
        this.#probe = null
        this.#needs.probed(outcome)
        continue
      }
      this.#files.get(messageId)?.stop()
      this.#files.delete(messageId)
      this.#open.delete(messageId)
      this.#needs.tell({ kind: 'outcome', id: messageId, outcome: outcomeOf(outcome) })
    }
  }
}

function outcomeOf(outcome: DeliveryOutcome): MsrpOutcome {
  switch (outcome.kind) {
    case 'delivered':
      return { delivered: true }
    case 'failed':
      return { delivered: false, code: outcome.status.code, reason: outcome.status.comment }
    case 'timed-out':
      return { delivered: false, code: 408, reason: statusOf(408).comment }
    case 'aborted':
    case 'closed':
      return { delivered: false, code: 0, reason: 'Stream ended' }
  }
}

function fullStatus({ code, comment }: MsrpVerdict): { readonly code: number; readonly comment: string } {
  return comment === undefined ? statusOf(code) : { code, comment }
}

function once<Value>(task: (value: Value) => void): (value: Value) => void {
  let isDone = false
  return (value) => {
    if (isDone) return
    isDone = true
    task(value)
  }
}
