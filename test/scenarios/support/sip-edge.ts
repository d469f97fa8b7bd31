import type { SipRequest } from '@weft/protocols/sip/message'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { Rfc3263Locator } from '../../../server/src/adapters/sip-locator/rfc3263.ts'
import { type Peers, TrustedPeers } from '../../../server/src/edge/sip/gate/trusted-peers.ts'
import type { ProxySettings } from '../../../server/src/edge/sip/proxy/sip-proxy.ts'
import { SipEdge, type SipEdgeSettings } from '../../../server/src/edge/sip/sip-edge.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import type { Dns } from '../../../server/src/ports/dns.ts'
import type { SipAnswer } from '../../../server/src/ports/sip-agent.ts'
import type { SipApplication } from '../../../server/src/ports/sip-application.ts'
import type { SipLocator, SipRoute } from '../../../server/src/ports/sip-locator.ts'
import { RecordingLog } from './log.ts'

export interface EdgeOptions {
  readonly trusted?: Peers
  readonly mostTransactions?: number
  readonly transports?: Partial<SipEdgeSettings['transports']>
  readonly address?: string
  readonly sessions?: SipEdgeSettings['sessions']
  readonly subscriptions?: Partial<SipEdgeSettings['subscriptions']>
  readonly clock?: Clock
  readonly proxy?: ProxySettings
  /** Finds where requests go that are forwarded, or within dialogs. */
  readonly hops?: SipLocator
  /** Where calls go; without it to what their URI says. */
  readonly routes?: readonly SipRoute[]
}

export interface RunningEdge {
  readonly edge: SipEdge
  /** How requests are judged. */
  readonly gate: SipEdgeSettings['gate']
  readonly log: RecordingLog
  readonly udp: number
  readonly tcp: number
}

const nothing: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }

/** An application that says who it is, or does what it is told. */
export class Toy implements SipApplication<SipRequest> {
  readonly name: string
  readonly methods: readonly string[]
  readonly #do: (request: SipRequest) => Promise<SipAnswer>
  /** What it was asked. */
  readonly requests: SipRequest[] = []

  constructor(name: string, methods: readonly string[], act?: (request: SipRequest) => Promise<SipAnswer>) {
    this.name = name
    this.methods = methods
    this.#do = act ?? (async () => ({ status: 200, headers: [{ name: 'X-Who', value: name }] }))
  }

  answer(request: SipRequest): Promise<SipAnswer> {
    this.requests.push(request)
    return this.#do(request)
  }
}

/** The SIP edge alone on free ports of loopback, with these applications. `echo:echo` is the map, `conference` the default. */
export async function startEdge(
  applications: readonly SipApplication<SipRequest>[],
  options: EdgeOptions = {},
): Promise<RunningEdge> {
  const log = new RecordingLog()
  const direct = new Rfc3263Locator(null, nothing, systemRandom)
  const trusted = options.trusted ?? 'any'
  const gate = {
    trustedPeers: new TrustedPeers(trusted),
    appHeaderPeers: new TrustedPeers(trusted),
    outboundProxy: new TrustedPeers({ networks: [], hosts: [] }),
    applicationMap: [{ key: 'echo', application: 'echo' }],
    defaultApplication: 'conference',
  }
  const edge = new SipEdge(
    {
      transports: {
        ports: { udp: 0, tcp: 0, tls: null },
        identity: null,
        tls: { verify: false, ca: null },
        ...options.transports,
      },
      gate,
      product: 'Weft/test',
      mostTransactions: options.mostTransactions ?? 1000,
      sessions: options.sessions ?? { most: 100, mostPerPeer: 100, mostUnacknowledged: 100 },
      subscriptions: { most: 100, mostPerPeer: 100, mostUnacknowledged: 100, mostPerApplication: 100, ...options.subscriptions },
    },
    {
      ...{ clock: options.clock ?? systemClock, random: systemRandom, log, trace: null },
      locating: { locator: options.routes ? { locate: async () => options.routes ?? [] } : direct, dns: nothing },
      hops: { locator: options.hops ?? direct, dns: nothing },
    },
  )
  const address = options.address ?? '127.0.0.1'
  await edge.start(applications, { address, host: address }, options.proxy)
  return { edge, gate, log, udp: edge.port('udp') ?? 0, tcp: edge.port('tcp') ?? 0 }
}
