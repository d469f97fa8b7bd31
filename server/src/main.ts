import type { IncomingMessage } from 'node:http'
import { ExternalAuth } from './adapters/auth/external.ts'
import { systemClock } from './adapters/clock/system.ts'
import { DnsResolver } from './adapters/dns/resolver.ts'
import { JanusConnection } from './adapters/janus/connection.ts'
import { JanusSession } from './adapters/janus/session.ts'
import { JanusSipCalls } from './adapters/janus/sip/sip-calls.ts'
import { ProcessLog } from './adapters/log/pino.ts'
import { systemRandom } from './adapters/random/system.ts'
import { Rfc3263Locator } from './adapters/sip-locator/rfc3263.ts'
import { Echo } from './applications/echo/echo.ts'
import { Gateway } from './applications/gateway/gateway.ts'
import { JournalHttp } from './applications/gateway/journal-http.ts'
import { SipFiles } from './applications/gateway/sip-files.ts'
import { SipGateway } from './applications/gateway/sip-gateway.ts'
import { type Config, configDirectories, loadConfig } from './config/config.ts'
import { version } from './config/version.ts'
import { warningText } from './config/warning.ts'
import type { World } from './core/connection.ts'
import { SleepingDevices } from './core/sleeping-devices.ts'
import type { AdminEdge } from './edge/admin/server.ts'
import { defaultRouteAddress } from './edge/http/default-route.ts'
import { fileRoutes } from './edge/http/file-routes.ts'
import { journalRoutes } from './edge/http/journal-routes.ts'
import { roomFileRoutes } from './edge/http/room-file-routes.ts'
import { screenRoutes } from './edge/http/screen-routes.ts'
import { HttpEdge } from './edge/http/server.ts'
import type { PeerHosts } from './edge/sip/gate/peer-hosts.ts'
import { EdgeSipAgent } from './edge/sip/sip-agent.ts'
import type { SipEdge } from './edge/sip/sip-edge.ts'
import { SipTrace } from './edge/sip/transport/sip-trace.ts'
import { WebSocketEdge } from './edge/websocket/server.ts'
import { runUntilStopped } from './lifecycle.ts'
import { adminOf } from './main/administration.ts'
import { ConferenceParts } from './main/conference.ts'
import { type FileParts, filesOf } from './main/files.ts'
import { localLocator, type MessageParts, messagesOf } from './main/messaging.ts'
import { OwnDomains } from './main/own-domains.ts'
import { type RoomParts, roomsOf } from './main/rooms.ts'
import { sipEdgeOf } from './main/sip-edge.ts'
import { gateOf, peerHostsOf, sipIdentityOf } from './main/sip-settings.ts'
import { openStore } from './main/store.ts'
import { Traces } from './main/traces.ts'
import { webPagesOf } from './main/web-pages.ts'
import { addressBooksOf, pushOf } from './main/web-services.ts'
import { type Policy, policyOf, tlsOf } from './main/web-settings.ts'
import { XmppParts } from './main/xmpp.ts'
import { XMPP_GATEWAY } from './main/xmpp-hosts.ts'
import { claimPidFile } from './pid-file.ts'
import type { Log } from './ports/log.ts'
import type { Push } from './ports/push.ts'
import type { SipRoute } from './ports/sip-locator.ts'
import type { Store } from './ports/store.ts'

const PRODUCT = `Weft/${version}`
/** ms that hanging up and unregistering may take before the process goes anyway. */
const FAREWELL = 3_000
/** ms a hang-up waits for its confirmation: a BYE is retried for 32 s (RFC 3261 §17.1.2.2). */
const HANG_UP_TIMEOUT = 35_000

/**
 * The composition root: makes the adapters, hands them to the rules as ports, and hands the applications to the edges. Nothing else in the
 * server makes an adapter or knows which one serves.
 */
export class Weft {
  readonly #config: Config
  readonly #log: Log
  readonly #gateway: Gateway
  readonly #http: HttpEdge
  readonly #webSocket: WebSocketEdge
  readonly #janus: JanusConnection
  readonly #dns: DnsResolver
  readonly #sip: SipEdge
  readonly #echo: Echo
  readonly #store: Store
  readonly #push: Push
  readonly #messages: MessageParts
  readonly #files: FileParts
  readonly #rooms: RoomParts
  readonly #admin: AdminEdge
  readonly #domains: OwnDomains | null
  readonly #conference: ConferenceParts
  readonly #sipGateway: SipGateway
  readonly #xmpp: XmppParts | null
  readonly #traces: Traces
  /** What was read last. */
  #latest: Config
  #policy: Policy
  #sipPeers: PeerHosts
  #draining = false
  /** Where clients reach this server, and this server's address in SIP, once it listens. */
  #url = ''
  #sipHost = ''

  private constructor(config: Config, log: Log, store: Store) {
    this.#config = config
    this.#latest = config
    this.#log = log
    this.#policy = policyOf(config)
    const clock = systemClock
    const random = systemRandom
    const traces = new Traces(config, log)
    this.#traces = traces
    this.#janus = new JanusConnection({
      url: config.janus.apiUrl,
      apiSecret: config.janus.apiSecret,
      clock,
      random,
      log,
      reconnect: { first: config.janus.reconnectMin, longest: config.janus.reconnectMax },
      answerTimeout: config.janus.requestTimeout,
      ...(traces.janus === null ? {} : { trace: (direction, message) => traces.janus?.write(`${direction} ${message}`) }),
    })
    const janusSession = new JanusSession({ connection: this.#janus, clock, log })
    const dns = new DnsResolver(config.dns, clock)
    this.#dns = dns
    this.#store = store
    const webNeeds = { product: PRODUCT, clock, random, log, store }
    this.#push = pushOf(config, webNeeds)
    const domains = config.registrar.enabled ? new OwnDomains(config, { clock, random, log, store }) : null
    this.#domains = domains
    const locatorBy = (proxy: SipRoute | null) => {
      const locator = new Rfc3263Locator(proxy, dns, random)
      return domains?.locator(locator) ?? locator
    }
    const locator = locatorBy(config.gateway.outboundSipProxy)
    const gate = gateOf(config)
    this.#sipPeers = peerHostsOf(gate, dns, log)
    const sipLocator = locatorBy(config.sip.outboundProxy)
    const trace = traces.sip && new SipTrace((entry) => traces.sip?.write(entry))
    this.#sip = sipEdgeOf(config, gate, { ...{ clock, random, log, dns, trace }, product: PRODUCT, locator: sipLocator })
    const agent = new EdgeSipAgent(PRODUCT, { client: this.#sip.client, locator: sipLocator, dns, random })
    const messageLocator = config.gateway.localSipMessages
      ? localLocator(
          () => this.#sipHost,
          () => this.#sip.port('tcp'),
        )
      : locator
    const messageAgent = new EdgeSipAgent(PRODUCT, { client: this.#sip.client, locator: messageLocator, dns, random })
    const xmpp = XmppParts.of(config, { clock, random, dns, log, trace: traces.xmpp, product: PRODUCT })
    this.#xmpp = xmpp
    const sleeping = new SleepingDevices({ pushTokens: store.pushTokens, push: this.#push, log })
    this.#messages = messagesOf(config, {
      ...{ clock, random, log, store, sleeping },
      agent: domains?.agent(messageAgent) ?? messageAgent,
      baseUrl: () => this.#url,
      host: () => this.#sipHost,
      transferRemoved: (account, entry) => void this.#files.transfers.recordRemoved(account, entry),
      roadBeside: (sip) => xmpp?.road(sip) ?? sip,
    })
    const { messaging } = this.#messages
    this.#files = filesOf(config, { clock, random, log, journals: store.journals, messaging, baseUrl: () => this.#url })
    const { devices } = messaging
    const live = { baseUrl: () => this.#url, config: () => this.#latest }
    const roomNeeds = { clock, random, log, janus: janusSession, devices, sleeping, ...live }
    this.#rooms = roomsOf({ ...roomNeeds, houseOf: (local) => xmpp?.house(local) ?? local })
    const { chatrooms, house } = this.#rooms
    const { sessions: caller, subscriber } = this.#sip
    const sip = domains?.requests({ agent, caller, subscriber }) ?? { agent, caller, subscriber }
    this.#conference = new ConferenceParts(config, {
      ...{ clock, random, dns, log, rooms: chatrooms, house, product: PRODUCT, caller: sip.caller, trace: traces.msrp },
      outwardBeside: xmpp && ((calls) => xmpp.outward(calls)),
    })
    const sessions = this.#conference.msrp
    this.#echo = new Echo({ agent: sip.agent, sessions, clock, random, log })
    xmpp?.join({ ...sip, messaging, chatrooms, sessions, conference: this.#conference.application })
    const { transfers } = this.#files
    const sipFiles = { transfers, sessions, clock, random, log, prefersActive: config.msrp.preferActive }
    this.#sipGateway = new SipGateway(this.#messages.sip, new SipFiles(sipFiles))
    const world: World = {
      clock,
      random,
      log,
      auth: new ExternalAuth(config.auth, clock, log),
      sipCalls: new JanusSipCalls({ connection: this.#janus, session: janusSession, locator, clock, random, log }),
      pushTokens: store.pushTokens,
      messaging,
      addressBooks: addressBooksOf(config, webNeeds),
      rooms: this.#rooms.rooms,
      draining: () => this.#draining,
      settings: {
        ...config.limits,
        updateTimeout: config.calls.updateTimeout,
        offerSrtp: config.calls.offerSrtp,
        declineCode: config.janus.declineCode,
        hangUpTimeout: HANG_UP_TIMEOUT,
        domainAllowed: (domain) => this.#policy.sipDomains.has('*') || this.#policy.sipDomains.has(domain.toLowerCase()),
      },
    }
    this.#gateway = new Gateway(world)
    const http = {
      port: config.webServer.localPort,
      tls: tlsOf(config),
      product: PRODUCT,
    }
    const addressOf = (request: IncomingMessage) => this.#policy.addresses.of(request)
    const journal = new JournalHttp({ pages: messaging.pages, access: messaging.access, clock })
    const routes = [
      fileRoutes(this.#files.transfers, { clock, addressOf }),
      roomFileRoutes(this.#rooms.files, { clock, addressOf }),
      screenRoutes(this.#rooms.chatrooms),
      journalRoutes(journal, addressOf),
      ...webPagesOf({ clock, random, ...live }),
    ]
    this.#http = new HttpEdge(http, { clock, log }, routes)
    this.#admin = adminOf(config, { product: PRODUCT, clock, log, pushTokens: store.pushTokens })
    this.#webSocket = new WebSocketEdge(
      this.#gateway,
      {
        limits: config.limits,
        maxFrameSize: config.limits.maxFrameSize,
        connectionsPerAddress: config.limits.connectionsPerAddress,
        pingInterval: config.gateway.websocketPingInterval,
        originAllowed: (origin) => this.#policy.origins.allows(origin),
        product: PRODUCT,
        addressOf,
      },
      {
        clock,
        log,
        random,
        trace:
          traces.client && ((direction, connection, message) => traces.client?.write(`${connection} ${direction} ${message}`)),
      },
    )
    this.#webSocket.attach(this.#http.server)
  }

  /** Rejects when the configuration names a certificate or a store that cannot be used. */
  static async open(config: Config, log: Log): Promise<Weft> {
    const store = await openStore(config)
    try {
      return new Weft(config, log, store)
    } catch (error) {
      await store.close()
      throw error
    }
  }

  /** Listens for clients; resolves with the URL under which they reach it. Janus may come later. */
  async start(): Promise<{ readonly url: string }> {
    await Promise.all([this.#rooms.clear(), this.#conference.clear()])
    this.#janus.start()
    const { host, port } = await this.#http.listen(this.#config.webServer.localIp ?? (await defaultRouteAddress()))
    await this.#startSip()
    const { hostname, publicPort, certificate } = this.#config.webServer
    const name = hostname ?? (host === '0.0.0.0' || host === '::' ? 'localhost' : host)
    const shown = name.includes(':') ? `[${name}]` : name
    this.#url = `${certificate === null ? 'http' : 'https'}://${shown}:${publicPort ?? port}`
    this.#messages.retention.start()
    this.#files.housekeeping.start()
    await this.#admin.start()
    return { url: this.#url }
  }

  /** Takes over what can change while running: certificate, origins, domains, SIP users and believed proxies, and goes on in new trace files. Throws, changing nothing, when the certificate cannot be used. */
  reload(config: Config): void {
    const tls = tlsOf(config)
    if (tls !== null) this.#http.useCertificate(tls)
    this.#latest = config
    this.#policy = policyOf(config)
    this.#reloadSip(config)
    this.#conference.reload(config)
    this.#domains?.reload()
    this.#xmpp?.reload(config)
    this.#traces.reopen()
  }

  /** Takes no new clients and calls and waits for the calls there are, for at most `patience` ms. */
  async drain(patience: number): Promise<void> {
    this.#draining = true
    this.#webSocket.drain()
    this.#sip.drain()
    const until = systemClock.now() + patience
    const calls = () => this.#gateway.callCount + this.#sip.sessions.open
    while (calls() > 0 && systemClock.now() < until) await pause(Math.min(250, patience))
    if (calls() > 0) this.#log.warn('calls are ended by the stop', { calls: calls() })
  }

  /** Hangs up, unregisters, says good-bye and closes everything. */
  async stop(): Promise<void> {
    this.#draining = true
    this.#sip.drain()
    this.#conference.leave()
    this.#xmpp?.leave()
    await atMost(FAREWELL, Promise.all([this.#gateway.close(), this.#sip.farewell()]))
    this.#webSocket.stop()
    this.#sipPeers.stop()
    this.#sip.stop()
    this.#conference.stop()
    this.#xmpp?.stop()
    await this.#http.close()
    this.#domains?.stop()
    this.#messages.retention.stop()
    await this.#admin.stop()
    const { messaging } = this.#messages
    const onDisk = [this.#files.housekeeping.stop(), this.#rooms.rooms.settled(), this.#conference.settled()]
    await atMost(FAREWELL, Promise.all([messaging.close(), this.#push.close(), ...onDisk]))
    await this.#store.close()
    this.#janus.stop()
    this.#traces.close()
  }

  async #startSip(): Promise<void> {
    const { server, sip } = this.#config
    const gateways = this.#xmpp?.application ? [this.#sipGateway, this.#xmpp.application] : [this.#sipGateway]
    const loaded = [this.#echo, this.#conference.application, ...gateways]
    const applications = loaded.filter(({ name }) => !server.disabledApplications.includes(name))
    const address = sip.localIp ?? (await defaultRouteAddress())
    const host = address === '0.0.0.0' || address === '::' ? await defaultRouteAddress() : address
    this.#sipHost = host
    await this.#sipPeers.watch()
    const place = { address, host }
    await this.#conference.start(this.#config, place)
    const names = applications.map(({ name }) => name)
    await this.#sip.start(applications, place, (await this.#domains?.proxy(names, this.#sip)) ?? null)
    this.#domains?.listening(place, this.#sip)
    if (names.includes(XMPP_GATEWAY)) await this.#xmpp?.start(host)
  }

  #reloadSip(config: Config): void {
    const identity = sipIdentityOf(config, this.#log)
    if (identity !== null) this.#sip.useCertificate(identity)
    const gate = gateOf(config)
    this.#sipPeers.stop()
    const peers = peerHostsOf(gate, this.#dns, this.#log)
    this.#sipPeers = peers
    // Until trusted hosts have been looked up, the peers are those from before; another reload may overtake this one.
    void peers.watch().then(() => {
      if (this.#sipPeers === peers) this.#sip.admit(gate)
    })
  }
}

export interface ServeOptions {
  /** Read over the system's and the user's directories. */
  readonly configDir?: string | undefined
  /** Where the pid file goes; none is written without it. */
  readonly runtimeDir?: string | undefined
  readonly debug: boolean
}

/** Runs the server until it is told to stop. Rejects when it cannot start. */
export async function serve(options: ServeOptions): Promise<void> {
  const directories = configDirectories(options.configDir === undefined ? {} : { configDir: options.configDir })
  const processLog = new ProcessLog('info')
  const { log } = processLog
  process.on('uncaughtExceptionMonitor', (error) => {
    log.error('the process ends by a defect', { error: error.stack ?? String(error) })
    processLog.flush()
  })
  const load = () => {
    const { config, warnings } = loadConfig(directories)
    for (const warning of warnings) log.warn(`configuration: ${warningText(warning)}`)
    return config
  }
  let config = load()
  const useLogLevel = () => {
    processLog.level = options.debug ? 'debug' : config.server.logLevel
  }
  useLogLevel()
  const releasePidFile = options.runtimeDir === undefined ? () => {} : claimPidFile(options.runtimeDir)
  const weft = await Weft.open(config, log)
  const { url } = await weft.start()
  log.info('ready', { url, version })
  await runUntilStopped(
    {
      reload: () => {
        const changed = load()
        weft.reload(changed)
        config = changed
        useLogLevel()
      },
      toggleDebug: () => {
        const level = processLog.level === 'debug' ? config.server.logLevel : 'debug'
        processLog.level = level
        log.info('log level', { now: level })
      },
      drain: () => weft.drain(config.calls.drainTimeout),
      stop: () => weft.stop(),
    },
    log,
  )
  releasePidFile()
  log.info('stopped')
  processLog.flush()
}

/** Waits for `work`, but no longer than `patience` ms. */
async function atMost(patience: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, patience)
  await Promise.race([work, promise])
  clearTimeout(timer)
}

function pause(delay: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delay))
}
