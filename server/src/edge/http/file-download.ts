import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OfferedFile } from '../../ports/file-application.ts'
import { readRange } from './byte-range.ts'
import type { Presentation } from './content-disposition.ts'
import { isAmong } from './entity-tag.ts'
import { say } from './plain-answer.ts'

/** ms without a byte in either direction. */
const SILENCE = 60_000
/** A file that is shown runs nothing and loads nothing. */
const SHOWN_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

/** Answers with a file, or the part of it that is asked for, or that nothing has changed; sees to it that it is closed. */
export async function giveFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: OfferedFile,
  presentation: Presentation,
): Promise<FastifyReply> {
  reply.raw.once('close', () => void file.close())
  if (!reply.raw.destroyed) return give(request, reply, file, presentation)
  // The client left meanwhile, and nothing more is heard of that.
  await file.close()
  return reply.hijack()
}

function give(
  { headers, method, raw }: FastifyRequest,
  reply: FastifyReply,
  file: OfferedFile,
  { type, disposition }: Presentation,
): FastifyReply {
  const tag = `"${file.tag}"`
  reply.header('ETag', tag).header('Last-Modified', new Date(file.storedAt).toUTCString()).header('Accept-Ranges', 'bytes')
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
