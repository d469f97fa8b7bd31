import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import type { AdminApplication } from '../../ports/admin-application.ts'
import type { Log } from '../../ports/log.ts'
import type { PushToken } from '../../ports/push-tokens.ts'

export interface AdminSettings {
  /** An IP address or a host name. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly product: string
  /** Whether operators must send a secret, for the warning when they need not. */
  readonly hasSecret: boolean
}

/** ms for a whole request. */
const LONGEST_REQUEST = 10_000
/** Characters of a device's token, each of them escaped. */
const LONGEST_TOKEN = 8_192

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** The HTTP server of the management interface, on a listener of its own (sylkrtc-protocol §7.5). */
export class AdminEdge {
  readonly #app: FastifyInstance
  readonly #application: AdminApplication
  readonly #settings: AdminSettings
  readonly #log: Log

  constructor(application: AdminApplication, settings: AdminSettings, log: Log) {
    this.#application = application
    this.#settings = settings
    this.#log = log
    this.#app = fastify({
      logger: false,
      bodyLimit: 1024,
      requestTimeout: LONGEST_REQUEST,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: LONGEST_TOKEN },
    })
    this.#routes()
  }

  /** Listens. Where that cannot be done it says so, and the server goes on without: calls and messages do not depend on it. */
  async start(): Promise<void> {
    const { host, port, hasSecret } = this.#settings
    try {
      await this.#app.listen({ host, port })
    } catch (error) {
      this.#log.error('no management interface', { error: error instanceof Error ? error.message : String(error) })
      return
    }
    const bound = this.#app.server.address()
    if (bound === null || typeof bound === 'string') throw new Error('the management interface listens on no port')
    this.#log.info('management interface', { host: bound.address, port: bound.port })
    if (!hasSecret && !isLoopback(bound.address))
      this.#log.warn('the management interface is open to whoever reaches it; set http_management_auth_secret')
  }

  async stop(): Promise<void> {
    await this.#app.close()
  }

  #routes(): void {
    const app = this.#app
    app.addHook('onRequest', async ({ headers, socket }, reply) => {
      reply
        .header('Server', this.#settings.product)
        .header('X-Content-Type-Options', 'nosniff')
        .header('Cache-Control', 'no-store')
      const admitted = isFromPage(headers) ? 'no' : this.#application.admits(headers.authorization, socket.remoteAddress ?? '')
      if (admitted === 'no') return reply.code(403).type('text/plain').send('Authentication error')
      if (admitted === 'wait') return reply.code(429).type('text/plain').send('Too many wrong secrets')
    })
    app.setErrorHandler<Error & { readonly statusCode?: number }>((error, request, reply) => {
      const status = error.statusCode ?? 500
      if (status >= 500) this.#log.error('management request failed', { route: request.routeOptions.url, error: error.stack })
      return reply.code(status).send({ success: false })
    })
    app.get<{ Params: { account: string } }>('/tokens/:account', async ({ params }) => {
      const tokens = await this.#application.tokens(params.account)
      return { tokens: Object.fromEntries(tokens.map((token) => [`${token.appId}-${token.deviceId}`, shown(token)])) }
    })
    app.delete<{ Params: { account: string; token: string } }>('/tokens/:account/:token', async ({ params }, reply) => {
      const removed = await this.#application.removeToken(params.account, params.token)
      if (removed) this.#log.info('a push token was removed', { account: params.account })
      return reply.code(removed ? 200 : 404).send({ success: removed })
    })
  }
}

function shown({ appId, deviceId, platform, silent, userAgent, token, backgroundToken }: PushToken) {
  return {
    ...{ device_id: deviceId, platform, silent, app_id: appId },
    ...{ user_agent: userAgent, background_token: backgroundToken, token },
  }
}

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** A browser on the operator's machine asks whatever pages from anywhere want to know; it says that it was a page (Fetch Metadata), which no operator's tool does. */
function isFromPage(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || !['none', undefined].includes(headers['sec-fetch-site'])
}
