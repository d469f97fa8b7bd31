import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { limitBody } from './request-body.ts'

/** Certificate and key in PEM, the chain behind the certificate. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
}

export interface HttpSettings {
  /** 0: any free port. */
  readonly port: number
  /** null: plain HTTP. */
  readonly tls: TlsIdentity | null
  readonly product: string
}

interface HttpWorld {
  readonly clock: Clock
  readonly log: Log
}

/** What an application adds to the server, in a scope of its own. */
export type HttpRoutes = (app: FastifyInstance) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route itself sees to it that a body does not take for ever. */
    readonly ownBodyLimit?: true
  }
}

/** ms for a TLS handshake, and for a request's headers. */
const LONGEST_HANDSHAKE = 20_000
/** ms for a whole request, where its route does not see to it by itself. */
const LONGEST_REQUEST = 60_000
/** Characters of one part of a path: a file's name, each of its bytes escaped. */
const LONGEST_PART = 4_096
/** ms between two looks for those who take longer. */
const CHECK_INTERVAL = 5_000
/** ms that connections get to end by themselves when the server stops. */
const GRACE = 1_500

const HTTP_OPTIONS: ServerOptions = {
  headersTimeout: LONGEST_HANDSHAKE,
  // Uploads take as long as they take, so that this is seen to where a request comes in.
  requestTimeout: 0,
  connectionsCheckingInterval: CHECK_INTERVAL,
  // An offer of any other protocol is ignored (RFC 9110 §7.8); some clients offer h2c with whatever they ask.
  shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
}

/** The HTTP edge: the welcome, what the applications add, and the server on which WebSockets are upgraded. */
export class HttpEdge {
  readonly server: Server | HttpsServer
  readonly #app: FastifyInstance
  readonly #settings: HttpSettings
  readonly #sockets = new Set<Socket>()

  constructor(settings: HttpSettings, { clock, log }: HttpWorld, routes: readonly HttpRoutes[] = []) {
    this.#settings = settings
    this.server = settings.tls
      ? createHttps({ ...HTTP_OPTIONS, ...settings.tls, minVersion: 'TLSv1.2', handshakeTimeout: LONGEST_HANDSHAKE })
      : createServer(HTTP_OPTIONS)
    // Node's own list leaves out those that were upgraded and those in a TLS handshake.
    this.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#app = fastify({
      serverFactory: (handler) => this.server.on('request', handler) as Server,
      logger: false,
      bodyLimit: 1_048_576,
      exposeHeadRoutes: true,
      routerOptions: { maxParamLength: LONGEST_PART },
    })
    this.#app.addHook('onRequest', async ({ raw, routeOptions }) => {
      if (!routeOptions.config.ownBodyLimit) limitBody(raw, clock, LONGEST_REQUEST)
    })
    this.#app.setErrorHandler<Error & { readonly statusCode?: number }>((error, request, reply) => {
      const status = error.statusCode ?? 500
      // What went wrong in here is the operator's to know.
      if (status >= 500)
        log.error('request failed', { method: request.method, route: request.routeOptions.url, error: error.stack })
      return reply
        .code(status)
        .type('text/plain')
        .send(status >= 500 ? 'Internal error' : error.message)
    })
    this.#routes()
    for (const add of routes) this.#app.register(async (scope) => add(scope))
  }

  /** Listens on that address; resolves with the address and port that clients can use. */
  async listen(host: string): Promise<{ readonly host: string; readonly port: number }> {
    await this.#app.ready()
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(this.#settings.port, host, resolve)
    })
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('the HTTP server listens on no port')
    return { host: address.address, port: address.port }
  }

  /** New connections get this certificate; those there are keep theirs. */
  useCertificate(tls: TlsIdentity): void {
    if ('setSecureContext' in this.server) this.server.setSecureContext({ ...tls, minVersion: 'TLSv1.2' })
  }

  /** Listens no more, and resolves when no connection is left. Who is still there after a moment is dropped: one silent client would keep the process. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.server.closeIdleConnections()
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, GRACE)
    await closed
    clearTimeout(timer)
    await this.#app.close()
  }

  #routes(): void {
    const app = this.#app
    app.addHook('onSend', async (_request, reply) => {
      reply.header('Server', this.#settings.product)
      reply.header('X-Content-Type-Options', 'nosniff')
      reply.header('Referrer-Policy', 'no-referrer')
    })
    app.get('/', async (_request, reply) => reply.type('text/plain').send('Welcome to Weft!\n'))
    app.get('/webrtcgateway/ws', async (_request, reply) =>
      reply
        .code(426)
        .header('Upgrade', 'websocket')
        .header('Connection', 'Upgrade')
        .type('text/plain')
        .send('This is a WebSocket address.\n'),
    )
  }
}
