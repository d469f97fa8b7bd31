import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../ports/clock.ts'
import type { UploadBody } from '../../ports/file-application.ts'
import { say } from './plain-answer.ts'
import { limitBody, pacedBody } from './request-body.ts'

/** ms a client whose upload was refused goes on being listened to: browsers read the answer only once they have sent theirs. */
const LINGER = 5_000
/** ms without a byte in either direction. */
const SILENCE = 60_000

export interface FileRouteNeeds {
  readonly clock: Clock
  /** The client's address behind a proxy that is believed. */
  addressOf(request: IncomingMessage): string
}

/** `retryAfter`: seconds. */
type UploadAnswer = readonly [status: number, text: string, retryAfter?: number]

/** What is answered to each outcome of an upload but those after which nobody listens any more. */
export type UploadAnswers<Outcome extends string> = Readonly<Record<Exclude<Outcome, 'cancelled' | 'broken-off'>, UploadAnswer>>

/** Hands the body of a request to `upload` as it comes, and answers what comes of it; after an outcome without an answer the connection ends. */
export async function answerUpload(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { clock, addressOf }: FileRouteNeeds,
  upload: (body: UploadBody) => Promise<string>,
  answers: Readonly<Record<string, UploadAnswer>>,
): Promise<FastifyReply> {
  const size = lengthOf(raw)
  if (size === null) {
    letGo(raw, clock)
    return say(reply, 411, 'Content-Length is required')
  }
  raw.setTimeout(SILENCE)
  const body: UploadBody = { size, body: pacedBody(raw, clock), address: addressOf(raw), abort: () => raw.destroy() }
  const answer = answers[await upload(body).finally(() => letGo(raw, clock))]
  if (answer === undefined) {
    raw.destroy()
    return reply.hijack()
  }
  const [status, text, retryAfter] = answer
  if (retryAfter !== undefined) reply.header('Retry-After', retryAfter)
  return say(reply, status, text)
}

/** Listens to what is left of a body for a moment; Node does so only where nothing of it has been read. */
export function letGo(request: IncomingMessage, clock: Clock): void {
  limitBody(request, clock, LINGER)
  request.resume()
}

/** Bytes the body will have; null where the client does not say. */
function lengthOf({ headers }: IncomingMessage): number | null {
  if (headers['transfer-encoding'] !== undefined) return null
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : null
}
