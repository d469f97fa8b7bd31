import type { SipRequest } from '@weft/protocols/sip/message'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { SipEdge, type SipEdgeSettings } from '../../../server/src/edge/sip/sip-edge.ts'
import { type Peers, TrustedPeers } from '../../../server/src/edge/sip/trusted-peers.ts'
import type { SipAnswer, SipApplication } from '../../../server/src/ports/sip-agent.ts'
import { RecordingLog } from './log.ts'

export interface EdgeOptions {
  readonly trusted?: Peers
  readonly mostTransactions?: number
  readonly transports?: Partial<SipEdgeSettings['transports']>
  readonly address?: string
}

export interface RunningEdge {
  readonly edge: SipEdge
  readonly log: RecordingLog
  readonly udp: number
  readonly tcp: number
}

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
export async function startEdge(applications: readonly Toy[], options: EdgeOptions = {}): Promise<RunningEdge> {
  const log = new RecordingLog()
  const trusted = options.trusted ?? 'any'
  const edge = new SipEdge(
    {
      transports: {
        ports: { udp: 0, tcp: 0, tls: null },
        identity: null,
        tls: { verify: false, ca: null },
        ...options.transports,
      },
      gate: {
        trustedPeers: new TrustedPeers(trusted),
        appHeaderPeers: new TrustedPeers(trusted),
        outboundProxy: new TrustedPeers({ networks: [], hosts: [] }),
        applicationMap: [{ key: 'echo', application: 'echo' }],
        defaultApplication: 'conference',
      },
      product: 'Weft/test',
      mostTransactions: options.mostTransactions ?? 1000,
    },
    { clock: systemClock, random: systemRandom, log, trace: null },
  )
  const address = options.address ?? '127.0.0.1'
  await edge.start(applications, { address, host: address })
  return { edge, log, udp: edge.port('udp') ?? 0, tcp: edge.port('tcp') ?? 0 }
}
