// What comes in for one session (RFC 4975 §7.2, §7.3): which requests get which response, what becomes of their bodies, and which reports are due.
//
// A response says that a chunk came; whether the message is welcome is for the user to say once it is whole, and only then is there a report, of success
// or of failure. Chunks that cannot become a message are refused at once, so that a long one need not come to its end.
import { type ByteRange, WHOLE } from './byte-range.ts'
import type { MsrpFramingEvent } from './framing.ts'
import type { HeldBudget } from './held-budget.ts'
import type { ContinuationFlag, MsrpHead, MsrpRequestHead, MsrpResponseHead } from './message.ts'
import { areSameSession, type MsrpPath } from './path.ts'
import { REASSEMBLY_LIMITS, Reassembly, type ReassemblyFault, type ReassemblyLimits } from './reassembly.ts'
import { reportOn } from './report.ts'
import { type FileOffsetRequest, type NicknameRequest, type ReportRequest, readRequest, type SendRequest } from './request.ts'
import { responseTo } from './response.ts'
import { type MsrpStatus, statusOf } from './status.ts'
import type { IdentSource } from './transaction-id.ts'
import type { MsrpUri } from './uri.ts'

export interface ReceiverSession {
  readonly own: MsrpUri
  readonly peer: MsrpPath
  readonly ids: IdentSource
  /** Whether a body of that Content-Type, verbatim, is taken: what the accept-types of our SDP say. */
  readonly accepts: (contentType: string) => boolean
  /** `whole`: messages are held and told with their bodies. `passing`: bytes are told as they come, as those of files. */
  readonly bodies: 'whole' | 'passing'
  readonly limits?: ReassemblyLimits
  /** What is held of messages in this session and others. */
  readonly budget?: HeldBudget
}

/** What can be reported on: a message that came, or a chunk of one. */
export interface Received {
  /** What came first of it. */
  readonly send: SendRequest
  readonly range: ByteRange
}

export interface ReceivedMessage extends Received {
  readonly contentType: string
  /** Verbatim. Null where bodies are passing. */
  readonly body: Uint8Array | null
}

export type ReceiverRefusal =
  | ReassemblyFault
  | 'bad-request'
  | 'no-such-session'
  | 'no-content-type'
  | 'unsupported-type'
  | 'unknown-method'

export type ReceiverEffect =
  /** A response or a REPORT, to be sent before anything that is not. */
  | { readonly do: 'send'; readonly head: MsrpHead }
  /** For the user, to be judged: a whole message. */
  | { readonly do: 'message'; readonly message: ReceivedMessage }
  /** For the user: bytes of a message, as a view of those that came; `at` is where they begin in it, from 0. */
  | { readonly do: 'bytes'; readonly send: SendRequest; readonly at: number; readonly bytes: Uint8Array }
  /** For the user, to be judged: all bytes of a chunk of a passing message were told, and with `isComplete` of the message. */
  | { readonly do: 'chunk'; readonly chunk: Received; readonly isComplete: boolean }
  /** For the user: nothing more will come of this message, of which it may have bytes. `expired`: its sender fell silent. */
  | { readonly do: 'aborted'; readonly send: SendRequest; readonly why: 'sender' | 'expired' | 'refused' }
  /** For the user, to be answered by responseTo(). */
  | { readonly do: 'request'; readonly request: NicknameRequest | FileOffsetRequest }
  /** For MsrpSender. */
  | { readonly do: 'response'; readonly response: MsrpResponseHead }
  | { readonly do: 'report'; readonly report: ReportRequest }
  /** For the log: a request was refused, whether or not its sender is told. */
  | { readonly do: 'note'; readonly status: number; readonly why: ReceiverRefusal }

/** What is coming: a chunk whose bytes count, or something of which only the end does. */
type Coming =
  | { readonly kind: 'chunk'; readonly send: SendRequest; size: number; answered: boolean }
  | { readonly kind: 'other'; readonly atEnd: ReceiverEffect[] }

export class MsrpReceiver {
  readonly #session: ReceiverSession
  readonly #reassembly: Reassembly
  #coming: Coming | null = null

  constructor(session: ReceiverSession) {
    this.#session = session
    this.#reassembly = new Reassembly(session.bodies === 'whole', session.limits ?? REASSEMBLY_LIMITS, session.budget)
  }

  /** When wake() is wanted; null while no message is under way. */
  get nextWake(): number | null {
    return this.#reassembly.nextWake
  }

  /** A FILE_OFFSET was answered: that many bytes of the file are there. A chunk that begins at the first byte begins it anew. */
  resumeAt(bytes: number): void {
    this.#reassembly.resumeAt(bytes)
  }

  /** Takes what the framing told; its errors end the connection, and with it this. */
  step(event: Exclude<MsrpFramingEvent, { kind: 'error' }>, now: number): ReceiverEffect[] {
    switch (event.kind) {
      case 'head':
        this.#coming = this.#begin(event.head)
        return []
      case 'body':
        return this.#coming?.kind === 'chunk' ? this.#data(this.#coming, event.bytes, now) : []
      case 'end': {
        const coming = this.#coming
        this.#coming = null
        return coming?.kind === 'chunk' ? this.#end(coming, event.flag) : (coming?.atEnd ?? [])
      }
    }
  }

  /** Forgets messages whose sender fell silent, and tells it where it wants to hear that. */
  wake(now: number): ReceiverEffect[] {
    return this.#reassembly
      .wake(now)
      .flatMap((send) => [
        { do: 'aborted' as const, send, why: 'expired' as const },
        ...this.judge({ send, range: WHOLE }, statusOf(408)),
      ])
  }

  /** The connection is over: what is there of messages is forgotten. */
  close(): void {
    this.#coming = null
    this.#reassembly.close()
  }

  /** What the user says of a message or chunk: 200 once it is accepted, else why not. A report, where the sender asked for that. */
  judge({ send, range }: Received, status: MsrpStatus): ReceiverEffect[] {
    const { own, ids } = this.#session
    const head = reportOn(send, range, status, own, ids())
    return head ? [{ do: 'send', head }] : []
  }

  #begin(head: MsrpHead): Coming {
    if (head.kind === 'response') return atEnd([{ do: 'response', response: head }])
    const request = readRequest(head)
    if (request.kind === 'refused') return atEnd(this.#refuse(head, request.status, 'bad-request'))
    if (!this.#isOurs(request.toPath, request.fromPath)) return atEnd(this.#refuse(head, statusOf(481), 'no-such-session'))
    switch (request.kind) {
      case 'send':
        this.#reassembly.begin(request)
        return { kind: 'chunk', send: request, size: 0, answered: false }
      case 'report':
        return atEnd([{ do: 'report', report: request }])
      case 'nickname':
      case 'file-offset':
        return atEnd([{ do: 'request', request }])
      case 'auth':
      case 'other':
        return atEnd(this.#refuse(head, statusOf(501), 'unknown-method'))
    }
  }

  /** Sessions are known by their session-ids alone: hosts and ports may have been rewritten on the way. */
  #isOurs(to: MsrpPath, from: MsrpPath): boolean {
    return areSameSession(to, [this.#session.own]) && areSameSession(from, this.#session.peer)
  }

  #data(chunk: Extract<Coming, { kind: 'chunk' }>, bytes: Uint8Array, now: number): ReceiverEffect[] {
    if (chunk.answered) return []
    const { send } = chunk
    if (send.contentType === null) {
      chunk.answered = true
      return this.#refuse(send.head, { code: 415, comment: 'Content-Type header missing' }, 'no-content-type')
    }
    if (chunk.size === 0 && !this.#session.accepts(send.contentType)) {
      chunk.answered = true
      return this.#refuse(send.head, statusOf(415), 'unsupported-type')
    }
    const taken = this.#reassembly.data(bytes, now)
    if (taken.kind === 'refused') return this.#stop(chunk, taken.status, taken.why)
    chunk.size += bytes.length
    return taken.kind === 'taken' && this.#session.bodies === 'passing' ? [{ do: 'bytes', send, at: taken.at, bytes }] : []
  }

  #end(chunk: Extract<Coming, { kind: 'chunk' }>, flag: ContinuationFlag): ReceiverEffect[] {
    const { send, size } = chunk
    const end = this.#reassembly.end(flag)
    if (chunk.answered || !end) return []
    if (end.kind === 'refused') return this.#stop(chunk, end.status, end.why)
    const answer = this.#answer(send.head, statusOf(200))
    const received = { send, range: rangeOf(send, size, end.kind === 'complete' ? end.total : send.range.total) }
    switch (end.kind) {
      case 'empty':
        // A keep-alive, which nobody but us accepts.
        return [...answer, ...this.judge(received, statusOf(200))]
      case 'aborted':
        return end.known ? [...answer, { do: 'aborted', send, why: 'sender' }] : answer
      case 'partial':
      case 'complete':
        if (this.#session.bodies === 'passing')
          return [...answer, { do: 'chunk', chunk: received, isComplete: end.kind === 'complete' }]
        return end.kind === 'complete' ? [...answer, this.#whole(end.send, end.body, end.total)] : answer
    }
  }

  #whole(send: SendRequest, body: Uint8Array | null, total: number): ReceiverEffect {
    const range = { start: 1, end: total, total }
    return { do: 'message', message: { send, range, contentType: send.contentType ?? '', body } }
  }

  /** Refuses a chunk, and with it its message. */
  #stop(chunk: Extract<Coming, { kind: 'chunk' }>, status: number, why: ReassemblyFault): ReceiverEffect[] {
    chunk.answered = true
    const told = this.#refuse(chunk.send.head, statusOf(status), why)
    return this.#session.bodies === 'passing' ? [...told, { do: 'aborted', send: chunk.send, why: 'refused' }] : told
  }

  #refuse(request: MsrpRequestHead, status: MsrpStatus, why: ReceiverRefusal): ReceiverEffect[] {
    return [...this.#answer(request, status), { do: 'note', status: status.code, why }]
  }

  #answer(request: MsrpRequestHead, status: MsrpStatus): ReceiverEffect[] {
    const head = responseTo(request, status, this.#session.own)
    return head ? [{ do: 'send', head }] : []
  }
}

/** The bytes that came, which may be more than were promised. What is empty ends before it begins (§9). */
function rangeOf({ range: { start } }: SendRequest, size: number, total: number | null): ByteRange {
  const end = start - 1 + size
  return { start, end, total: total !== null && total < end ? null : total }
}

function atEnd(effects: ReceiverEffect[]): Coming {
  return { kind: 'other', atEnd: effects }
}
