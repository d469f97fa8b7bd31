// What becomes of a request outside dialogs before an application sees it (server-framework.md §3, "Common SIP behaviour outside applications").
import { fieldOf, type SipHeaderField, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'
import { type RequestPolicy, validateRequest } from '@weft/protocols/sip/validate-request'
import type { SipApplication } from '../../ports/sip-agent.ts'
import { ApplicationChoice, type ApplicationRule } from './application-choice.ts'
import type { PeerVerdict, TrustedPeers } from './trusted-peers.ts'

export interface GateSettings {
  readonly trustedPeers: TrustedPeers
  readonly appHeaderPeers: TrustedPeers
  /** Believed even while everybody may send. */
  readonly outboundProxy: TrustedPeers
  readonly applicationMap: readonly ApplicationRule[]
  readonly defaultApplication: string
}

/** `answer`: at once, and nothing of the request is kept. `ignore`: it cannot be answered. */
export type GateVerdict =
  | { readonly do: 'answer'; readonly status: number; readonly why: string; readonly headers: readonly SipHeaderField[] }
  | { readonly do: 'ignore'; readonly why: string }
  /** Of a request that is there: its repetition, ACK or CANCEL; or an ACK or CANCEL of none. */
  | { readonly do: 'match' }
  | { readonly do: 'ask'; readonly application: SipApplication<SipRequest> }

/** Methods that applications can be asked. */
const FOR_APPLICATIONS: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER', 'MESSAGE'])
const ALWAYS = ['OPTIONS', 'CANCEL', 'ACK']
/** Event packages that applications may serve (server-framework.md §3). */
const EVENTS = ['conference', 'presence']
const ACCEPT = 'message/cpim, text/plain, text/html, message/imdn+xml, application/im-iscomposing+xml'
const POLICY: RequestPolicy = {
  role: 'server',
  methods: null,
  schemes: new Set(['sip', 'sips', 'tel']),
  extensions: new Set(),
}

/** Decides; knows neither sockets nor time. */
export class RequestGate {
  readonly #settings: GateSettings
  readonly #applications: ReadonlyMap<string, SipApplication<SipRequest>>
  readonly #choice: ApplicationChoice
  readonly #allow: string
  readonly #repeats: (request: SipRequest) => boolean

  /** `repeats` knows the requests that are there: whatever has changed since, their repetitions are answered as they were. */
  constructor(
    settings: GateSettings,
    applications: readonly SipApplication<SipRequest>[],
    repeats: (request: SipRequest) => boolean,
  ) {
    this.#repeats = repeats
    this.#settings = settings
    this.#applications = new Map(applications.map((application) => [application.name, application]))
    this.#choice = new ApplicationChoice({
      map: settings.applicationMap,
      default: settings.defaultApplication,
      loaded: new Set(this.#applications.keys()),
    })
    this.#allow = [...new Set([...applications.flatMap(({ methods }) => methods), ...ALWAYS])].join(', ')
  }

  /** For the operator; null where all is well. */
  get warning(): string | null {
    return this.#choice.warning
  }

  /** Whether who sends from that address may send at all. */
  admits(address: string): boolean {
    return this.#settings.trustedPeers.judge(address).trusted
  }

  /** `address` is where the request came from. A request of a method that nobody answers is 405 from wherever it comes. */
  decide(request: SipRequest, address: string): GateVerdict {
    const { method } = request
    const within = tagOf(fieldOf(request, 'To')) !== null
    if (!within && !FOR_APPLICATIONS.has(method) && !ALWAYS.includes(method))
      return answer(405, 'nobody here answers that method', [['Allow', this.#allow]])
    const source = this.#settings.trustedPeers.judge(address)
    if (!source.trusted) return method === 'ACK' ? ignore(source.why) : answer(403, source.why)
    const verdict = validateRequest(request, POLICY)
    if (!verdict.acceptable) {
      const unsupported: Pair[] = verdict.unsupported.length > 0 ? [['Unsupported', verdict.unsupported.join(', ')]] : []
      return verdict.answerable ? answer(verdict.status, verdict.why, unsupported) : ignore(verdict.why)
    }
    if (method === 'ACK' || method === 'CANCEL' || this.#repeats(request)) return { do: 'match' }
    if (method === 'OPTIONS') return this.#describe()
    return within ? answer(481, 'there is no such dialog') : this.#choose(request, this.#believes(address))
  }

  #choose(request: SipRequest, believed: PeerVerdict): GateVerdict {
    const { method } = request
    if (method === 'SUBSCRIBE' && !EVENTS.includes(eventOf(request)))
      return answer(489, 'nobody here serves that event', [['Allow-Events', EVENTS.join(', ')]])
    const choice = this.#choice.choose(request, believed.trusted)
    if ('status' in choice) return answer(choice.status, choice.why)
    if (method === 'REFER' && fieldOf(request, 'Refer-To') === null) return answer(400, 'no Refer-To')
    if (method === 'INVITE' && fieldOf(request, 'Replaces') !== null) return answer(403, 'Replaces is not for us')
    const application = this.#applications.get(choice.application)
    if (application?.methods.includes(method)) return { do: 'ask', application }
    if (method === 'INVITE') return answer(488, 'the application takes no calls')
    const allowed = [...(application?.methods ?? []), ...ALWAYS].join(', ')
    return answer(405, 'the application does not answer that method', [['Allow', allowed]])
  }

  /** RFC 3261 §11.2. */
  #describe(): GateVerdict {
    return answer(200, 'it asks what we can', [
      ['Allow', this.#allow],
      ['Accept', ACCEPT],
      ['Allow-Events', EVENTS.join(', ')],
      ['Supported', ''],
    ])
  }

  #believes(address: string): PeerVerdict {
    return this.#settings.appHeaderPeers.judgeHeaders(address, this.#settings.outboundProxy)
  }
}

type Pair = readonly [name: string, value: string]

function answer(status: number, why: string, headers: readonly Pair[] = []): GateVerdict {
  return { do: 'answer', status, why, headers: headers.map(([name, value]) => ({ name, value })) }
}

function ignore(why: string): GateVerdict {
  return { do: 'ignore', why }
}

/** The package; its parameters do not matter (RFC 6665 §8.2.1). */
function eventOf(request: SipRequest): string {
  return (fieldOf(request, 'Event') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
