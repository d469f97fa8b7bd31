import type { DnsResolver } from '../adapters/dns/resolver.ts'
import { Rfc3263Locator } from '../adapters/sip-locator/rfc3263.ts'
import type { Config } from '../config/config.ts'
import type { GateSettings } from '../edge/sip/gate/request-gate.ts'
import { SipEdge } from '../edge/sip/sip-edge.ts'
import type { SipTrace } from '../edge/sip/transport/sip-trace.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { SipLocator } from '../ports/sip-locator.ts'
import { sipAuthoritiesOf, sipIdentityOf } from './sip-settings.ts'

interface SipEdgeNeeds {
  /** As Server and User-Agent say it. */
  readonly product: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly dns: DnsResolver
  readonly trace: SipTrace | null
  /** Finds where our own calls go. */
  readonly locator: SipLocator
}

/** SIP requests that are kept, most of them answered ones that may be repeated for 32 s: 3,000 a second over UDP. */
const MOST_SIP_TRANSACTIONS = 100_000

/** SIP calls at a time, those that come from one address, which may be a proxy's, and those of them that have not acknowledged our answer. */
const SIP_SESSION_LIMITS = { most: 10_000, mostPerPeer: 5_000, mostUnacknowledged: 500 }
/** Subscriptions by SIP, likewise; a call may have some in its dialog as well, and no application has more than so many together. */
const SIP_SUBSCRIPTION_LIMITS = { ...SIP_SESSION_LIMITS, mostPerApplication: 10_000 }

/** SIP as configured; `gate` says who may send what. */
export function sipEdgeOf(config: Config, gate: GateSettings, needs: SipEdgeNeeds): SipEdge {
  const { product, clock, random, log, dns, trace, locator } = needs
  return new SipEdge(
    {
      transports: {
        ports: { udp: config.sip.localUdpPort, tcp: config.sip.localTcpPort, tls: config.sip.localTlsPort },
        identity: sipIdentityOf(config, log),
        tls: { verify: config.server.verifyServer, ca: sipAuthoritiesOf(config, log) },
      },
      ...{ gate, product },
      mostTransactions: MOST_SIP_TRANSACTIONS,
      sessions: SIP_SESSION_LIMITS,
      subscriptions: SIP_SUBSCRIPTION_LIMITS,
    },
    {
      ...{ clock, random, log, trace },
      locating: { locator, dns },
      hops: { locator: new Rfc3263Locator(null, dns, random), dns },
    },
  )
}
