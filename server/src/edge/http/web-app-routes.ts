import { sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpRoutes } from './server.ts'

/** Where the web app is; its own addresses are beneath it. */
const BASE = '/webrtcgateway/'
/** Addresses of the page itself, which all begin with the same document: links lead to them, and Reload comes back to them. */
const PLACES = ['chat/*', 'call/*', 'conference/*', 'calls', 'rooms', 'settings'] as const
/** Their names have the hash of what is in them, so what is at such an address never changes. */
const HASHED = `${sep}assets${sep}`

/**
 * What a browser may do with the page (CSP Level 3; Permissions Policy). `'self'` for WebSockets is newer than some browsers, so that they are named.
 * Pictures in old messages are data: URLs, and what is shown of files before they are sent is blob:.
 * @param host of the request, as clients reach us
 */
function protection(host: string | undefined): Readonly<Record<string, string>> {
  const here =
    host !== undefined && /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i.test(host) ? ` ws://${host} wss://${host}` : ''
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' blob:${here}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types weft',
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), autoplay=(self), fullscreen=(self), ' +
      'geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()',
  }
}

/** The built web app: its files, compressed beforehand where the build has done so, and its document for every address of its own. @param root folder of the build */
export function webAppRoutes(root: string): HttpRoutes {
  const page = async (_request: FastifyRequest, reply: FastifyReply) => reply.sendFile('index.html')
  return (app) => {
    app.addHook('onSend', async (request, reply) => {
      reply.headers(protection(request.headers.host))
    })
    app.register(fastifyStatic, {
      root,
      prefix: BASE,
      preCompressed: true,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (response, path) => {
        response.header('Cache-Control', path.includes(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    app.get(BASE.slice(0, -1), async (_request, reply) => reply.redirect(BASE))
    for (const place of PLACES) app.get(BASE + place, page)
  }
}
