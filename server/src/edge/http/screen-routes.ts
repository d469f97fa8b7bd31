import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ScreenApplication } from '../../ports/screen-application.ts'
import { say } from './plain-answer.ts'
import type { HttpRoutes } from './server.ts'

interface PageRequest {
  readonly Params: { readonly room: string }
  readonly Querystring: { readonly image?: unknown; readonly fit?: unknown }
}

interface PictureRequest {
  readonly Params: { readonly room: string; readonly name: string }
}

/** Names of pictures; anything else is none. */
const NAME = /^[A-Za-z0-9@._-]{1,200}\.jpg$/

/** Pages with the screens that members of chat rooms show, as Blink opens them (msrp-conference §11). Whoever has the URL may look. */
export function screenRoutes(application: ScreenApplication): HttpRoutes {
  const page = (request: FastifyRequest<PageRequest>, reply: FastifyReply) => {
    const { image, fit } = request.query
    if (typeof image !== 'string' || !NAME.test(image)) return say(reply, 400, 'No picture is named')
    const { room } = request.params
    if (!application.screen(room, image)) return say(reply, 404, 'Not found')
    const nonce = randomBytes(16).toString('base64')
    const policy = `default-src 'none'; img-src 'self'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; frame-ancestors 'none'`
    reply.header('Content-Security-Policy', policy).header('Cache-Control', 'no-store').type('text/html; charset=utf-8')
    return reply.send(pageOf(`screensharing_img/${encodeURIComponent(image)}`, fit !== undefined, nonce))
  }

  const picture = (request: FastifyRequest<PictureRequest>, reply: FastifyReply) => {
    const { room, name } = request.params
    const jpeg = NAME.test(name) ? application.screen(room, name) : null
    if (!jpeg) return say(reply, 404, 'Not found')
    return reply
      .header('Cache-Control', 'no-store')
      .type('image/jpeg')
      .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length))
  }

  return (app) => {
    app.get('/conference/:room/screensharing', page)
    app.get('/conference/:room/screensharing_img/:name', picture)
  }
}

/** `path` is escaped. The picture is fetched anew each second; the last one stays where there is none any more. */
function pageOf(path: string, fits: boolean, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Screen sharing</title>
<style nonce="${nonce}">body { margin: 0; background: #222 } img { display: block; margin: auto${fits ? '; max-width: 100vw; max-height: 100vh' : ''} }</style></head>
<body><img id="screen" src="${path}" alt="The screen that is shared">
<script nonce="${nonce}">
const screen = document.getElementById('screen')
setInterval(() => {
  const next = new Image()
  next.onload = () => { screen.src = next.src }
  next.src = '${path}?' + Date.now()
}, 1000)
</script></body></html>
`
}
