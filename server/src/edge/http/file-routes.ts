import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../ports/clock.ts'
import type { FileAddress, FileApplication, OfferedFile, UploadOutcome } from '../../ports/file-application.ts'
import { readRange } from './byte-range.ts'
import { dispositionOf } from './content-disposition.ts'
import { isAmong } from './entity-tag.ts'
import { limitBody, pacedBody } from './request-body.ts'
import type { HttpRoutes } from './server.ts'

const ROOT = '/webrtcgateway/filetransfer'
const FILE = `${ROOT}/:sender/:receiver/:id/:name`
const CANCEL = `${ROOT}/cancel/:id`
/** `type/subtype` of RFC 9110 §8.3.1: anything else fastify would refuse before we see it. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:[ \t]*;.*)?$/
/** ms a client whose upload was refused goes on being listened to: browsers read the answer only once they have sent theirs. */
const LINGER = 5_000
/** ms without a byte in either direction. */
const SILENCE = 60_000
/** A file that is shown runs nothing and loads nothing. */
const SHOWN_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

type Answered = Exclude<UploadOutcome, 'cancelled' | 'broken-off'>

const ANSWERS: Readonly<Record<Answered, readonly [status: number, text: string]>> = {
  stored: [200, 'OK'],
  forbidden: [403, 'Forbidden'],
  nobody: [404, 'Not found'],
  taken: [409, 'Another file has this transfer id'],
  'too-large': [413, 'The file is too large'],
  'too-many': [503, 'Too many uploads at a time'],
  'share-full': [507, 'There is no room left for files of this account'],
  'disk-full': [507, 'There is no room left for files'],
}

interface FileRouteNeeds {
  readonly clock: Clock
  /** The client's address behind a proxy that is believed. */
  addressOf(request: IncomingMessage): string
}

/** Uploads and downloads of files between two accounts (sylkrtc-protocol §7.3). Bodies pass through; nothing holds one whole. */
export function fileRoutes(application: FileApplication, { clock, addressOf }: FileRouteNeeds): HttpRoutes {
  const upload = async (request: FastifyRequest<{ Params: FileAddress }>, reply: FastifyReply) => {
    const { raw, params } = request
    const size = lengthOf(raw)
    if (size === null) {
      letGo(raw)
      return say(reply, 411, 'Content-Length is required')
    }
    raw.setTimeout(SILENCE)
    const outcome = await application
      .upload({
        ...params,
        ...{ size, contentType: raw.headers['content-type'] ?? '' },
        body: pacedBody(raw, clock),
        address: addressOf(raw),
        abort: () => raw.destroy(),
      })
      .finally(() => letGo(raw))
    if (outcome === 'cancelled' || outcome === 'broken-off') {
      reply.hijack()
      raw.destroy()
      return reply
    }
    const [status, text] = ANSWERS[outcome]
    if (outcome === 'too-many') reply.header('Retry-After', '30')
    return say(reply, status, text)
  }

  /** Listens to what is left of a body for a moment; Node does so only where nothing of it has been read. */
  const letGo = (request: IncomingMessage) => {
    limitBody(request, clock, LINGER)
    request.resume()
  }

  const download = async (request: FastifyRequest<{ Params: FileAddress }>, reply: FastifyReply) => {
    const file = await application.find(request.params, addressOf(request.raw))
    if (file === 'missing') return say(reply, 404, 'Not found')
    if (file === 'wait') return say(reply.header('Retry-After', '60'), 429, 'Too many requests')
    reply.raw.once('close', () => void file.close())
    if (!reply.raw.destroyed) return give(request, reply, file)
    // The client left meanwhile, and nothing more is heard of that.
    await file.close()
    return reply.hijack()
  }

  const cancel = async ({ params: { id }, raw }: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    const cancelled = application.cancel(id, addressOf(raw))
    letGo(raw)
    return say(reply, 200, cancelled ? `Cancelled upload ${id}\n` : `No active upload with transfer_id ${id}\n`)
  }

  return (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    app.addHook('onRequest', async ({ raw }, reply) => {
      reply.header('Access-Control-Allow-Origin', '*').header('Access-Control-Allow-Headers', 'content-type')
      if (!MEDIA_TYPE.test(raw.headers['content-type'] ?? '')) delete raw.headers['content-type']
    })
    app.options(`${ROOT}/*`, async (_request, reply) => say(reply, 200, 'OK'))
    app.route({ method: ['GET', 'POST'], url: CANCEL, exposeHeadRoute: false, handler: cancel })
    app.route({ method: ['GET', 'HEAD'], url: FILE, handler: download })
    app.route({ method: 'POST', url: FILE, config: { ownBodyLimit: true }, handler: upload })
  }
}

function say(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain').send(text)
}

function give(request: FastifyRequest, reply: FastifyReply, file: OfferedFile): FastifyReply {
  const { headers, method, raw } = request
  const { type, disposition } = dispositionOf(file.name)
  const tag = `"${file.tag}"`
  reply.header('ETag', tag).header('Last-Modified', new Date(file.storedAt).toUTCString()).header('Accept-Ranges', 'bytes')
  // Whoever has the URL may have the file, and nobody else.
  reply.header('Cache-Control', 'private')
  if (isAmong(tag, headers['if-none-match'])) return reply.code(304).send()
  reply.header('Content-Disposition', disposition).header('Content-Security-Policy', SHOWN_POLICY).type(type)
  const asked = headers['if-range'] === undefined || headers['if-range'] === tag ? headers.range : undefined
  const range = readRange(asked, file.size)
  if (range === 'unsatisfiable') return say(reply.header('Content-Range', `bytes */${file.size}`), 416, 'No such part')
  const { first, last } = range === 'whole' ? { first: 0, last: file.size - 1 } : range
  if (range !== 'whole') reply.code(206).header('Content-Range', `bytes ${first}-${last}/${file.size}`)
  reply.header('Content-Length', last - first + 1)
  if (method === 'HEAD' || file.size === 0) return reply.send()
  raw.setTimeout(SILENCE)
  return reply.send(Readable.from(file.read(first, last), { objectMode: false }))
}

/** Bytes the body will have; null where the client does not say. */
function lengthOf({ headers }: IncomingMessage): number | null {
  if (headers['transfer-encoding'] !== undefined) return null
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : null
}
