import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { isAmong } from './entity-tag.ts'
import { say } from './plain-answer.ts'
import type { HttpRoutes } from './server.ts'

/** A picture on disk, and its media type. */
export interface Picture {
  readonly path: string
  readonly type: string
}

interface PageConfigNeeds {
  /** What the page is told, as JSON takes it; anew for each who asks. */
  document(): object
  /** The operator's picture, null where there is none. */
  logo(): Picture | null
}

/** Bytes of a logo. */
const LARGEST_LOGO = 512 * 1024

/** What the web app asks before it connects: how this place is set up, and what it looks like. */
export function pageConfigRoutes({ document, logo }: PageConfigNeeds): HttpRoutes {
  return (app) => {
    app.get('/webrtcgateway/config.json', async (_request, reply) => {
      // It may have credentials that expire.
      reply.header('Cache-Control', 'no-store').type('application/json')
      return reply.send(JSON.stringify(document()))
    })
    app.get('/webrtcgateway/logo', async (request, reply) => {
      const picture = logo()
      const bytes = picture === null ? null : await contentOf(picture.path)
      if (picture === null || bytes === null) return say(reply, 404, 'There is no logo.\n')
      const tag = `"${createHash('sha1').update(bytes).digest('base64url')}"`
      // A picture that is opened by itself must not run what may be in an SVG.
      reply.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      reply.header('ETag', tag).header('Cache-Control', 'no-cache')
      if (isAmong(tag, request.headers['if-none-match'])) return reply.code(304).send()
      return reply.type(picture.type).send(bytes)
    })
  }
}

/** Null where it cannot be read or is too large. */
async function contentOf(path: string): Promise<Buffer | null> {
  const file = await open(path).catch(() => null)
  if (file === null) return null
  try {
    const { size } = await file.stat()
    return size > LARGEST_LOGO ? null : await file.readFile()
  } catch {
    return null
  } finally {
    await file.close()
  }
}
