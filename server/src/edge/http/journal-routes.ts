import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { JournalApplication } from '../../ports/journal-application.ts'
import { isAmong } from './entity-tag.ts'
import type { HttpRoutes } from './server.ts'

const HISTORY = '/webrtcgateway/messages/history/:account'
/** Bytes below which compressing saves no packet. */
const WORTH_COMPRESSING = 1_400

const compress = promisify(gzip)

interface JournalParams {
  readonly account: string
  readonly after?: string
}

/** Journals over HTTP, as Blink reads them (sylkrtc-protocol §6.3). Tags and compression are extras that it does not ask for. */
export function journalRoutes(application: JournalApplication, addressOf: (request: IncomingMessage) => string): HttpRoutes {
  const history = async (request: FastifyRequest<{ Params: JournalParams }>, reply: FastifyReply) => {
    const { headers, params, raw } = request
    const answer = await application.history(params.account, params.after ?? null, headers.authorization, addressOf(raw))
    if (!answer.granted) {
      // No WWW-Authenticate: Python's urllib, with which Blink asks, gives up at a scheme that it does not know.
      return answer.why === 'wait'
        ? reply.code(429).header('Retry-After', '60').type('text/plain').send('Too many requests')
        : reply.code(401).type('text/plain').send('Unauthorized')
    }
    const tag = `"${createHash('sha1').update(answer.json).digest('base64url')}"`
    reply.header('ETag', tag).header('Cache-Control', 'private, no-cache').header('Vary', 'Authorization, Accept-Encoding')
    if (isAmong(tag, headers['if-none-match'])) return reply.code(304).send()
    reply.header('Content-Type', 'application/json')
    const bytes = Buffer.from(answer.json)
    if (bytes.length < WORTH_COMPRESSING || !takesGzip(headers['accept-encoding'])) return reply.send(bytes)
    return reply.header('Content-Encoding', 'gzip').send(await compress(bytes))
  }

  return (app) => {
    app.get(HISTORY, history)
    app.get(`${HISTORY}/:after`, history)
  }
}

/** RFC 9110 §12.5.3, as far as clients use it: gzip is named, and not with a weight of zero. */
function takesGzip(header: string | string[] | undefined): boolean {
  const codings = String(header ?? '').split(',')
  return codings.some((coding) => /^\s*gzip\s*(?:;|$)/i.test(coding) && !/;\s*q=0(?:\.0*)?\s*$/i.test(coding))
}
