// What became of what we sent (RFC 4975 §7.1.1, §7.1.2): of messages by the responses to their chunks, reports and time-outs, of other requests by their
// responses.
//
//   all chunks out ─┬─ a report of success was asked for ─► reports cover all bytes ─► delivered by report
//                   ├─ Failure-Report yes ─► a 200 for each chunk ─► delivered by response
//                   ├─ partial ─► 30 s without response ─► delivered by silence
//                   └─ no ─► delivered by silence, at once
//   any other response, or report: failed, and nothing more of the message is sent (§10.5)
import { WakeQueue } from '../sip/wake-queue.ts'
import { CoveredRanges } from './covered-ranges.ts'
import type { MsrpResponseHead } from './message.ts'
import type { WantedReports } from './report-headers.ts'
import type { ReportRequest } from './request.ts'
import type { MsrpStatus } from './status.ts'

export type DeliveryInput =
  /** A message is going to be sent, whose Message-ID is not under way. */
  | ({ readonly kind: 'message'; readonly messageId: string; readonly total: number; readonly offset?: number } & WantedReports)
  /** A request other than SEND and REPORT went out. `key` is the caller's. */
  | { readonly kind: 'request'; readonly transaction: string; readonly key: string }
  /** A chunk began, or ended, to go out. */
  | { readonly kind: 'begun'; readonly transaction: string; readonly messageId: string }
  | { readonly kind: 'sent'; readonly transaction: string; readonly messageId: string; readonly isThrough: boolean }
  | { readonly kind: 'response'; readonly response: MsrpResponseHead }
  | { readonly kind: 'report'; readonly report: ReportRequest }
  /** We gave it up. */
  | { readonly kind: 'abort'; readonly messageId: string }
  /** The connection is over. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'wake' }

export type DeliveryOutcome =
  /** `silence`: nobody said otherwise, which is all that was asked for. */
  | { readonly kind: 'delivered'; readonly by: 'report' | 'response' | 'silence' }
  | { readonly kind: 'failed'; readonly by: 'report' | 'response'; readonly status: MsrpStatus }
  | { readonly kind: 'timed-out'; readonly waitedFor: 'response' | 'report' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'closed' }

export type DeliveryEffect =
  /** Once for each message. */
  | { readonly do: 'tell'; readonly messageId: string; readonly outcome: DeliveryOutcome }
  /** What has not been sent of the message is not to be sent. */
  | { readonly do: 'stop'; readonly messageId: string }
  /** Once for each request; null: there is no response in time. */
  | { readonly do: 'answered'; readonly key: string; readonly response: MsrpResponseHead | null }
  | { readonly do: 'drop'; readonly reason: 'unknown-transaction' | 'unknown-message' }

/** ms, §7.1.1: a chunk whose response has not come by then has failed. */
export const RESPONSE_TIME = 30_000
/** Ranges that reports may leave open; a peer that reports in more pieces is not believed. */
const MOST_RANGES = 256

interface Delivery extends WantedReports {
  readonly messageId: string
  readonly total: number
  readonly reported: CoveredRanges
  /** Chunks that were not answered; those that went out as a whole with the time by which they should be. */
  readonly chunks: Map<string, number | null>
  isThrough: boolean
  /** By when there has to be a report; or, with `partial`, by when nothing may come any more. */
  reportBy: number | null
}

interface Request {
  readonly transaction: string
  readonly key: string
}

export class Deliveries {
  readonly #reportTime: number
  readonly #messages = new Map<string, Delivery>()
  readonly #chunks = new Map<string, Delivery>()
  readonly #requests = new Map<string, Request>()
  readonly #wakes = new WakeQueue<Delivery | Request>()

  /** `reportTime`: ms after which a message has failed of which no report came, since its end or the last report. */
  constructor(reportTime: number) {
    this.#reportTime = reportTime
  }

  /** Messages and requests whose fate is open. */
  get size(): number {
    return this.#messages.size + this.#requests.size
  }

  has(messageId: string): boolean {
    return this.#messages.has(messageId)
  }

  get nextWake(): number | null {
    return this.#wakes.next
  }

  step(input: DeliveryInput, now: number): DeliveryEffect[] {
    switch (input.kind) {
      case 'message':
        return this.#open(input)
      case 'request':
        return this.#ask({ transaction: input.transaction, key: input.key }, now)
      case 'begun':
      case 'sent':
        return this.#progress(input, now)
      case 'response':
        return this.#respond(input.response, now)
      case 'report':
        return this.#report(input.report, now)
      case 'abort': {
        const delivery = this.#messages.get(input.messageId)
        return delivery ? this.#close(delivery, { kind: 'aborted' }) : [{ do: 'drop', reason: 'unknown-message' }]
      }
      case 'closed':
        return this.#closeAll()
      case 'wake':
        return this.#wake(now)
    }
  }

  #open({ messageId, total, offset = 0, ...wanted }: Extract<DeliveryInput, { kind: 'message' }>): DeliveryEffect[] {
    const { successReport, failureReport } = wanted
    const reported = new CoveredRanges(MOST_RANGES)
    reported.add(1, offset)
    this.#messages.set(messageId, {
      ...{ messageId, total, successReport, failureReport },
      ...{ reported, chunks: new Map(), isThrough: false, reportBy: null },
    })
    return []
  }

  #ask(request: Request, now: number): DeliveryEffect[] {
    this.#requests.set(request.transaction, request)
    this.#wakes.set(request, now + RESPONSE_TIME)
    return []
  }

  #answer(request: Request, response: MsrpResponseHead | null): DeliveryEffect {
    this.#requests.delete(request.transaction)
    this.#wakes.set(request, null)
    return { do: 'answered', key: request.key, response }
  }

  #progress(input: Extract<DeliveryInput, { kind: 'begun' | 'sent' }>, now: number): DeliveryEffect[] {
    const delivery = this.#messages.get(input.messageId)
    // What is still on its way of a message whose fate is known.
    if (!delivery) return []
    if (input.kind === 'begun') {
      if (delivery.failureReport !== 'no') {
        delivery.chunks.set(input.transaction, null)
        this.#chunks.set(input.transaction, delivery)
      }
      return []
    }
    // A response may have come before the end of its chunk.
    if (delivery.chunks.has(input.transaction)) delivery.chunks.set(input.transaction, now + RESPONSE_TIME)
    if (input.isThrough) {
      delivery.isThrough = true
      if (delivery.successReport) delivery.reportBy = now + this.#reportTime
      else if (delivery.failureReport === 'partial') delivery.reportBy = now + RESPONSE_TIME
    }
    return this.#settle(delivery)
  }

  #respond(response: MsrpResponseHead, now: number): DeliveryEffect[] {
    const { transaction, status, comment } = response
    const request = this.#requests.get(transaction)
    if (request) return [this.#answer(request, response)]
    const delivery = this.#chunks.get(transaction)
    if (!delivery) return [{ do: 'drop', reason: 'unknown-transaction' }]
    delivery.chunks.delete(transaction)
    this.#chunks.delete(transaction)
    if (status !== 200) return this.#close(delivery, { kind: 'failed', by: 'response', status: { code: status, comment } })
    if (delivery.reportBy !== null && delivery.successReport) delivery.reportBy = now + this.#reportTime
    return this.#settle(delivery)
  }

  #report({ messageId, range, status }: ReportRequest, now: number): DeliveryEffect[] {
    const delivery = this.#messages.get(messageId)
    if (!delivery) return [{ do: 'drop', reason: 'unknown-message' }]
    if (status.code !== 200) return this.#close(delivery, { kind: 'failed', by: 'report', status })
    delivery.reported.add(range?.start ?? 1, Math.min(range?.end ?? delivery.total, delivery.total))
    if (delivery.reportBy !== null && delivery.successReport) delivery.reportBy = now + this.#reportTime
    return this.#settle(delivery, true)
  }

  /** Tells what became of a message whose bytes are all out, where that is known by now. */
  #settle(delivery: Delivery, byReport = false): DeliveryEffect[] {
    const { isThrough, successReport, failureReport, reported, total, chunks } = delivery
    // Of a message without bytes, the report is all there is to wait for.
    const isReported = total > 0 ? reported.hasAll(total) : byReport
    if (isThrough && successReport && isReported) return this.#close(delivery, { kind: 'delivered', by: 'report' })
    if (isThrough && !successReport && failureReport === 'no') return this.#close(delivery, { kind: 'delivered', by: 'silence' })
    if (isThrough && !successReport && failureReport === 'yes' && chunks.size === 0)
      return this.#close(delivery, { kind: 'delivered', by: 'response' })
    this.#wakes.set(delivery, dueAt(delivery))
    return []
  }

  #close(delivery: Delivery, outcome: DeliveryOutcome): DeliveryEffect[] {
    const { messageId, isThrough } = delivery
    this.#messages.delete(messageId)
    this.#wakes.set(delivery, null)
    for (const transaction of delivery.chunks.keys()) this.#chunks.delete(transaction)
    const told: DeliveryEffect = { do: 'tell', messageId, outcome }
    return isThrough ? [told] : [{ do: 'stop', messageId }, told]
  }

  #closeAll(): DeliveryEffect[] {
    const requests = [...this.#requests.values()].map((request) => this.#answer(request, null))
    return [...requests, ...[...this.#messages.values()].flatMap((delivery) => this.#close(delivery, { kind: 'closed' }))]
  }

  #wake(now: number): DeliveryEffect[] {
    const effects: DeliveryEffect[] = []
    for (let due = this.#wakes.take(now); due; due = this.#wakes.take(now))
      effects.push(...('key' in due ? [this.#answer(due, null)] : this.#close(due, lateness(due, now))))
    return effects
  }
}

/** When silence says something about a message; null where it says nothing yet. */
function dueAt({ failureReport, chunks, reportBy }: Delivery): number | null {
  // With `partial` there is no response to a chunk that is fine. Chunks go out in order: the first is due first.
  const [oldest = null] = failureReport === 'yes' ? chunks.values() : []
  if (oldest === null) return reportBy
  return reportBy === null ? oldest : Math.min(oldest, reportBy)
}

function lateness({ successReport, failureReport, chunks }: Delivery, now: number): DeliveryOutcome {
  const isUnanswered = failureReport === 'yes' && [...chunks.values()].some((until) => until !== null && until <= now)
  if (isUnanswered) return { kind: 'timed-out', waitedFor: 'response' }
  return successReport ? { kind: 'timed-out', waitedFor: 'report' } : { kind: 'delivered', by: 'silence' }
}
