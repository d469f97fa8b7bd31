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

/** Names of pictures, which can stand in a URL and a page as they are; anything else is none. */
const NAME = /^[A-Za-z0-9@._-]{1,200}\.jpg$/
/** What is shown runs nothing and loads nothing, whatever is in it. */
const PICTURE_POLICY = "default-src 'none'; sandbox"

/** The path and query of the page with the picture of that name in that room, whatever that is called. */
export function screenPath(room: string, name: string): string {
  // Half a character of UTF-16 has no escape.
  return `/conference/${encodeURIComponent(room.toWellFormed()).replaceAll('%40', '@')}/screensharing?image=${name}`
}

/** Pages with the screens that members of chat rooms show, as Blink opens them (msrp-conference §11). Whoever has the URL may look. */
export function screenRoutes(application: ScreenApplication): HttpRoutes {
  const page = (request: FastifyRequest<PageRequest>, reply: FastifyReply) => {
    const { image, fit } = request.query
    if (typeof image !== 'string' || !NAME.test(image)) return say(reply, 400, 'No picture is named')
    const { room } = request.params
    if (!application.screen(room, image)) return say(reply, 404, 'Not found')
    const nonce = randomBytes(16).toString('base64')
    const policy = `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src 'self'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`
    reply.header('Content-Security-Policy', policy).header('Cache-Control', 'no-store').type('text/html; charset=utf-8')
    return reply.send(pageOf(`screensharing_img/${image}`, fit !== undefined, nonce))
  }

  const picture = (request: FastifyRequest<PictureRequest>, reply: FastifyReply) => {
    const { room, name } = request.params
    const jpeg = NAME.test(name) ? application.screen(room, name) : null
    if (!jpeg) return say(reply, 404, 'Not found')
    return reply
      .header('Cache-Control', 'no-store')
      .header('Content-Security-Policy', PICTURE_POLICY)
      .type('image/jpeg')
      .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length))
  }

  return (app) => {
    app.get('/conference/:room/screensharing', page)
    app.get('/conference/:room/screensharing_img/:name', picture)
  }
}

/** `path` needs no escapes. A second after one picture has come, or has not, the next is asked for; the last one stays where there is none any more. */
function pageOf(path: string, fits: boolean, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Screen sharing</title>
<style nonce="${nonce}">body { margin: 0; background: #222 } img { display: block; margin: auto${fits ? '; max-width: 100vw; max-height: 100vh' : ''} }</style></head>
<body><img src="${path}" alt="The screen that is shared">
<script nonce="${nonce}">
let shown = document.querySelector('img')
const fetchNext = () => {
  const next = new Image()
  next.alt = shown.alt
  next.onload = () => {
    shown.replaceWith(next)
    shown = next
    setTimeout(fetchNext, 1000)
  }
  next.onerror = () => setTimeout(fetchNext, 1000)
  next.src = '${path}?' + Date.now()
}
setTimeout(fetchNext, 1000)
</script></body></html>
`
}
