import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import fastifyStatic from '@fastify/static'
import { type FastifyInstance, fastify } from 'fastify'

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
  /** The folder of the built web application, or null where there is none. */
  readonly webRoot: string | null
}

/** Scripts, styles and media from here only; WebSocket to here only. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; connect-src 'self' ws: wss:; media-src 'self' blob:; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

/** The HTTP edge: the welcome, the web application, and the server on which WebSockets are upgraded. */
export class HttpEdge {
  readonly server: Server | HttpsServer
  readonly #app: FastifyInstance
  readonly #settings: HttpSettings

  constructor(settings: HttpSettings) {
    this.#settings = settings
    this.server = settings.tls ? createHttps({ ...settings.tls, minVersion: 'TLSv1.2' }) : createServer()
    this.#app = fastify({
      serverFactory: (handler) => this.server.on('request', handler) as Server,
      logger: false,
      bodyLimit: 1_048_576,
      exposeHeadRoutes: true,
    })
    this.#routes()
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

  async close(): Promise<void> {
    this.server.close()
    this.server.closeIdleConnections()
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
    app.get('/webrtcgateway', async (_request, reply) => reply.redirect('/webrtcgateway/'))
    if (this.#settings.webRoot !== null) {
      app.register(fastifyStatic, {
        root: this.#settings.webRoot,
        prefix: '/webrtcgateway/',
        setHeaders: (response) => {
          response.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
        },
      })
    }
  }
}
