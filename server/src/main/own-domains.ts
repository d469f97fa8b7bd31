import { OwnDomainsLocator } from '../adapters/sip-locator/own-domains.ts'
import { HtdigestFile } from '../adapters/subscribers/htdigest-file.ts'
import { OwnRequests } from '../applications/registrar/own-requests.ts'
import { Registrar } from '../applications/registrar/registrar.ts'
import type { Config } from '../config/config.ts'
import type { SipPlace } from '../edge/sip/gate/own-addresses.ts'
import { ROUTE_LIMITS } from '../edge/sip/proxy/route-limits.ts'
import type { ProxySettings } from '../edge/sip/proxy/sip-proxy.ts'
import type { SipEdge } from '../edge/sip/sip-edge.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { SipAgent, SipSource } from '../ports/sip-agent.ts'
import type { SipCaller } from '../ports/sip-caller.ts'
import type { SipLocator, SipRoute } from '../ports/sip-locator.ts'
import type { SipSubscriber } from '../ports/sip-subscriber.ts'
import type { Store } from '../ports/store.ts'
import { locationOf } from './store.ts'
import { XMPP_GATEWAY, xmppHostsOf } from './xmpp-hosts.ts'

export interface OwnDomainsNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly store: Store
}

/** What sends requests of our own. */
interface SipRequests<Response, Request> {
  readonly agent: SipAgent<Response>
  readonly caller: SipCaller<Request>
  readonly subscriber: SipSubscriber
}

const TRANSPORTS = ['udp', 'tcp', 'tls'] as const

/** The SIP domains that this server serves itself: [Registrar] of weft.ini. */
export class OwnDomains {
  readonly #config: Config
  readonly #needs: OwnDomainsNeeds
  readonly #requests: OwnRequests
  readonly #users: HtdigestFile
  #here: SipRoute | null = null
  #registrar: Registrar | null = null

  constructor(config: Config, needs: OwnDomainsNeeds) {
    this.#config = config
    this.#needs = needs
    this.#requests = new OwnRequests(needs.random.id(), config.registrar.domains)
    this.#users = new HtdigestFile(config.registrar.usersFile, needs.clock, needs.log)
  }

  /** Finds our domains here, and all others by `others`. */
  locator(others: SipLocator): SipLocator {
    return new OwnDomainsLocator(this.#config.registrar.domains, () => this.#here, others)
  }

  /** An agent whose requests to our domains need no password. */
  agent<Response>(agent: SipAgent<Response>): SipAgent<Response> {
    return this.#requests.agent(agent)
  }

  /** Whoever sends requests, calls and subscribes, likewise. */
  requests<Response, Request>({ agent, caller, subscriber }: SipRequests<Response, Request>): SipRequests<Response, Request> {
    const own = this.#requests
    return { agent: own.agent(agent), caller: own.caller(caller), subscriber: own.subscriber(subscriber) }
  }

  /** What the edge is to do with requests to our domains. `applications`: the names of those that are loaded. */
  async proxy(applications: readonly string[], edge: SipEdge): Promise<ProxySettings> {
    const { registrar: settings } = this.#config
    const { messagesTo } = settings
    const [secret, routes] = await Promise.all([
      this.#needs.store.secrets.secret('digest nonces'),
      this.#needs.store.secrets.secret('record routes'),
    ])
    const registrar = new Registrar(
      {
        ...settings,
        messagesTo: messagesTo !== null && applications.includes(messagesTo) ? messagesTo : null,
        gatewayDomains: applications.includes(XMPP_GATEWAY) ? xmppHostsOf(this.#config) : [],
      },
      {
        ...this.#needs,
        ...{ location: locationOf(this.#config, this.#needs.store), subscribers: this.#users, own: this.#requests, secret },
        isHere: (uri) => edge.isHere(uri.host) && TRANSPORTS.some((one) => edge.port(one) === (uri.port ?? usualPort(one))),
      },
    )
    registrar.start()
    this.#registrar = registrar
    return {
      router: registrar,
      secret: Buffer.from(routes).toString('hex'),
      limits: {
        ...ROUTE_LIMITS,
        perSource: settings.requestsPerAddress,
        registers: settings.registrationsPerSecond,
        others: settings.requestsPerSecond,
      },
    }
  }

  /** From now on our domains are found here. */
  listening({ host }: SipPlace, edge: SipEdge): void {
    const transport = TRANSPORTS.find((one) => edge.port(one) !== null)
    const port = transport && edge.port(transport)
    this.#here = transport && port ? { host, port, transport } : null
  }

  /** Reads the users again. */
  reload(): void {
    this.#users.reload()
  }

  stop(): void {
    this.#registrar?.stop()
  }
}

function usualPort(transport: SipSource['transport']): number {
  return transport === 'tls' ? 5061 : 5060
}
