// What becomes of a request outside dialogs before an application sees it (server-framework.md §3, "Common SIP behaviour outside applications").
import { fieldOf, type SipHeaderField, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'
import { type RequestPolicy, validateRequest } from '@weft/protocols/sip/validate-request'
import type { SipApplication } from '../../../ports/sip-application.ts'
import type { TransactionUser } from '../transaction/transaction-user.ts'
import { ApplicationChoice, type ApplicationRule } from './application-choice.ts'
import { isForNotifier, methodsOf } from './application-methods.ts'
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
  /** Within a dialog of that user's. */
  | { readonly do: 'within'; readonly user: TransactionUser }
  | { readonly do: 'ask'; readonly application: SipApplication<SipRequest> }
  /** An INVITE to an application that takes calls. */
  | { readonly do: 'call'; readonly application: SipApplication<SipRequest> }
  /** A SUBSCRIBE or REFER to an application that is a notifier. */
  | { readonly do: 'notify'; readonly application: SipApplication<SipRequest> }

/** What is there already. */
export interface Present {
  /** Whether that is the repetition of a request that is here: whatever has changed since, it is answered as it was. */
  repeats(request: SipRequest): boolean
  /** Whose the dialog is that a request is within; null where there is none. */
  find(request: SipRequest): TransactionUser | null
}

/** Methods that applications can be asked. */
const FOR_APPLICATIONS: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER', 'MESSAGE'])
const ALWAYS = ['OPTIONS', 'CANCEL', 'ACK']
/** Methods that sessions are made of, and those of them that are nothing outside a dialog. */
const OF_CALLS: readonly string[] = ['INVITE', 'BYE', 'PRACK', 'UPDATE']
const WITHIN_ONLY: readonly string[] = ['BYE', 'PRACK', 'UPDATE']
const EXTENSIONS_OF_CALLS = ['100rel', 'timer']
/** Event packages that applications may serve (server-framework.md §3). */
const EVENTS = ['conference', 'presence']
const ACCEPT = 'message/cpim, text/plain, text/html, message/imdn+xml, application/im-iscomposing+xml'
const POLICY: RequestPolicy = {
  role: 'server',
  methods: null,
  schemes: new Set(['sip', 'sips', 'tel']),
  extensions: new Set(),
}

const POLICY_OF_CALLS: RequestPolicy = { ...POLICY, extensions: new Set(EXTENSIONS_OF_CALLS) }

/** Decides; knows neither sockets nor time. */
export class RequestGate {
  readonly #settings: GateSettings
  readonly #applications: ReadonlyMap<string, SipApplication<SipRequest>>
  readonly #choice: ApplicationChoice
  readonly #allow: string
  readonly #present: Present
  readonly #takesCalls: boolean

  constructor(settings: GateSettings, applications: readonly SipApplication<SipRequest>[], present: Present) {
    this.#present = present
    this.#takesCalls = applications.some(({ called }) => called !== undefined)
    this.#settings = settings
    this.#applications = new Map(applications.map((application) => [application.name, application]))
    this.#choice = new ApplicationChoice({
      map: settings.applicationMap,
      default: settings.defaultApplication,
      loaded: new Set(this.#applications.keys()),
    })
    const ofCalls = this.#takesCalls ? OF_CALLS : []
    this.#allow = [...new Set([...applications.flatMap(methodsOf), ...ofCalls, ...ALWAYS])].join(', ')
  }

  /** For the operator; null where all is well. */
  get warning(): string | null {
    return this.#choice.warning
  }

  /** The application that a believed X-Sylk-App or a rule names for a request; null where only the default is left. */
  namedApplication(request: SipRequest, address: string): string | null {
    const choice = this.#choice.choose(request, this.#believes(address).trusted)
    return 'application' in choice && choice.why !== 'default' ? choice.application : null
  }

  /** Whether what requests from that address say of themselves counts. */
  believes(address: string): boolean {
    return this.#believes(address).trusted
  }

  /** Whether the operator has named who sends from that address: everybody is nobody in particular. */
  knows(address: string): boolean {
    return this.#settings.trustedPeers.names(address) || this.#settings.outboundProxy.names(address)
  }

  /** Whether who sends from that address may send at all. */
  admits(address: string): boolean {
    return this.#settings.trustedPeers.judge(address).trusted
  }

  /**
   * `address` is where the request came from. A request of a method that nobody answers is 405 from wherever it comes (server-framework.md §3), and
   * who is in a dialog with us may speak in it.
   */
  decide(request: SipRequest, address: string): GateVerdict {
    const { method } = request
    const isWithin = tagOf(fieldOf(request, 'To')) !== null
    const user = isWithin ? this.#present.find(request) : null
    if (!isWithin && !this.#isKnown(method)) return answer(405, 'nobody here answers that method', [['Allow', this.#allow]])
    const source = this.#settings.trustedPeers.judge(address)
    if (!user && !source.trusted) return method === 'ACK' ? ignore(source.why) : answer(403, source.why)
    const verdict = validateRequest(request, this.#takesCalls && OF_CALLS.includes(method) ? POLICY_OF_CALLS : POLICY)
    if (!verdict.acceptable) {
      const unsupported: Pair[] = verdict.unsupported.length > 0 ? [['Unsupported', verdict.unsupported.join(', ')]] : []
      return verdict.answerable ? answer(verdict.status, verdict.why, unsupported) : ignore(verdict.why)
    }
    if (method === 'ACK' || method === 'CANCEL' || this.#present.repeats(request)) return { do: 'match' }
    if (isWithin && !user) return answer(481, 'there is no such dialog')
    if (method === 'OPTIONS') return this.#describe()
    if (user) return { do: 'within', user }
    if (WITHIN_ONLY.includes(method)) return answer(481, 'it is within no dialog')
    return this.#choose(request, this.#believes(address))
  }

  #isKnown(method: string): boolean {
    return FOR_APPLICATIONS.has(method) || ALWAYS.includes(method) || (this.#takesCalls && WITHIN_ONLY.includes(method))
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
    if (method === 'INVITE')
      return application?.called ? { do: 'call', application } : answer(488, 'the application takes no calls')
    if (application && isForNotifier(application, method)) return { do: 'notify', application }
    if (application?.methods.includes(method)) return { do: 'ask', application }
    const ofCalls = application?.called ? OF_CALLS : []
    const allowed = [...new Set([...(application ? methodsOf(application) : []), ...ofCalls, ...ALWAYS])].join(', ')
    return answer(405, 'the application does not answer that method', [['Allow', allowed]])
  }

  /** RFC 3261 §11.2. */
  #describe(): GateVerdict {
    return answer(200, 'it asks what we can', [
      ['Allow', this.#allow],
      ['Accept', ACCEPT],
      ['Allow-Events', EVENTS.join(', ')],
      ['Supported', this.#takesCalls ? EXTENSIONS_OF_CALLS.join(', ') : ''],
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
