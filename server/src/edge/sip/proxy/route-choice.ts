// Which requests are the router's and not this server's own, and what is wrong with them (RFC 3261 §16.3, §16.4).
import { fieldOf, type SipHeaderField, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parameterOf } from '@weft/protocols/sip/parameters'
import { editedRequest } from '@weft/protocols/sip/proxy/edited-request'
import { judgeRequest } from '@weft/protocols/sip/proxy/judge-request'
import { loopMarkOf } from '@weft/protocols/sip/proxy/loop-mark'
import { type RoutedRequest, takeOwnRoutes } from '@weft/protocols/sip/proxy/own-routes'
import type { RouteTokens } from '@weft/protocols/sip/proxy/route-token'
import type { Flow } from '@weft/protocols/sip/registrar/binding'
import { parseUri, type SipUri } from '@weft/protocols/sip/uri'

/** `mark` is the loop mark of the request as it came, `request` what is left of it without Routes of ours. */
export type RouteChoice =
  /** For this server itself. */
  | { readonly do: 'none' }
  /** At once, and nothing of the request is kept. */
  | { readonly do: 'answer'; readonly status: number; readonly why: string; readonly headers: readonly SipHeaderField[] }
  /** It cannot be answered. */
  | { readonly do: 'ignore'; readonly why: string }
  /** Within a dialog that we route, and without what its sender may not say: to its Request-URI, or over the flow to that side. */
  | { readonly do: 'forward'; readonly request: SipRequest; readonly mark: string; readonly flow: Flow | null }
  /** The router is to say. */
  | { readonly do: 'ask'; readonly request: SipRequest; readonly mark: string }

export interface RouteSurroundings {
  /** Whether the router has that domain. */
  readonly serves: (host: string) => boolean
  /** Whether that address or name is one by which others reach this server itself. */
  readonly isHere: (host: string) => boolean
  /** Where a transport is listened on; null where it is not. */
  readonly port: (transport: 'udp' | 'tcp' | 'tls') => number | null
  readonly tokens: RouteTokens
  /** Names of fields that only servers set: within dialogs nobody is asked who they are. */
  readonly ofServers: readonly string[]
  /** For loop marks: text of this server alone. */
  readonly seed: string
}

/** Who sends one of these with a Route of a dialog has another use for it. */
const NEVER_WITHIN: ReadonlySet<string> = new Set(['REGISTER', 'PUBLISH'])
const NONE: RouteChoice = { do: 'none' }

/** Decides; knows neither sockets nor time. */
export class RouteChooser {
  readonly #around: RouteSurroundings
  readonly #isOurs = (uri: SipUri) => this.#leadsHere(uri)

  constructor(around: RouteSurroundings) {
    this.#around = around
  }

  /** A stamped request that repeats none, and acknowledges no refusal. */
  choose(request: SipRequest): RouteChoice {
    const { serves, seed } = this.#around
    const routed = takeOwnRoutes(request, this.#isOurs)
    const uri = parseUri(routed.request.uri)
    const isServed = uri?.kind === 'sip' && (serves(uri.host) || this.#registersHere(request, uri))
    if (routed.own.length === 0 && !isServed) return NONE
    const { method } = request
    const within = tagOf(fieldOf(request, 'To')) !== null
    // A request within a dialog of this server's own, or of nobody's. That of a CANCEL is as its request says it.
    if (routed.own.length === 0 && within && method !== 'CANCEL') return NONE
    // A Route of ours and then ourselves: whoever has us as outbound proxy, too, means us.
    if (uri?.kind === 'sip' && !isServed && this.#isOurs(uri) && !within) return NONE
    const mark = loopMarkOf(request, seed)
    const verdict = judgeRequest(request, mark)
    // RFC 3261 §16.3: an OPTIONS that may go no further is answered by whom it has reached.
    if (!verdict.acceptable && verdict.status === 483 && method === 'OPTIONS') return NONE
    if (!verdict.acceptable) {
      const unsupported = verdict.unsupported.length > 0 ? [{ name: 'Unsupported', value: verdict.unsupported.join(', ') }] : []
      return verdict.answerable ? answer(verdict.status, verdict.why, unsupported) : { do: 'ignore', why: verdict.why }
    }
    return this.#chooseRouted(routed, mark, within)
  }

  /** Routes of ours say that we routed the dialog; who has us as outbound proxy has one without a token. */
  #chooseRouted({ request, own }: RoutedRequest, mark: string, within: boolean): RouteChoice {
    const fromTag = tagOf(fieldOf(request, 'From')) ?? ''
    const dialog = { callId: fieldOf(request, 'Call-ID') ?? '', fromTag, toTag: tagOf(fieldOf(request, 'To')) ?? '' }
    const tokens = own.map((user) => (user === null ? null : this.#around.tokens.read(user, dialog)))
    if (tokens.some((token) => token?.ours === false)) return this.#refuse(request, 'the Route is not one that we gave out')
    const last = tokens.at(-1)
    if (!within) return { do: 'ask', request, mark }
    if (!last) {
      // It finds the request that it cancels; if there is none, it goes nowhere.
      if (request.method === 'CANCEL') return { do: 'ask', request, mark }
      return this.#refuse(request, 'there is no such dialog that we route')
    }
    // An end of the dialog is in this server: to forward to itself would make the request look like one of its own.
    if (fieldOf(request, 'Route') === null && this.#isHere(request.uri)) return NONE
    if (NEVER_WITHIN.has(request.method)) return this.#refuse(request, 'that method is of no dialog')
    const flow = last.ours && fieldOf(request, 'Route') === null ? last.flow : null
    return { do: 'forward', request: editedRequest(request, { headers: [], without: this.#around.ofServers }), mark, flow }
  }

  #refuse(request: SipRequest, why: string): RouteChoice {
    return request.method === 'ACK' ? { do: 'ignore', why } : answer(403, why)
  }

  /** §10.2 has the domain in the Request-URI; Janus, and phones whose registrar is an address, have where they send it. To says what is meant. */
  #registersHere(request: SipRequest, uri: SipUri): boolean {
    if (request.method !== 'REGISTER' || uri.user !== null || !this.#leadsHere(uri)) return false
    const to = parseUri(parseNameAddr(fieldOf(request, 'To') ?? '')?.uri ?? '')
    return to?.kind === 'sip' && this.#around.serves(to.host)
  }

  #isHere(text: string): boolean {
    const uri = parseUri(text)
    return uri?.kind === 'sip' && this.#leadsHere(uri)
  }

  #leadsHere(uri: SipUri): boolean {
    const { isHere, port, serves } = this.#around
    const transport = parameterOf(uri.parameters, 'transport')?.toLowerCase()
    const isSecure = uri.scheme === 'sips' || transport === 'tls'
    if (isHere(uri.host)) {
      const ours = isSecure ? port('tls') : port(transport === 'tcp' ? 'tcp' : 'udp')
      return ours === (uri.port ?? (isSecure ? 5061 : 5060))
    }
    // A domain of ours as outbound proxy; DNS may have led here whatever our port.
    return serves(uri.host) && parameterOf(uri.parameters, 'lr') !== null
  }
}

function answer(status: number, why: string, headers: readonly SipHeaderField[] = []): RouteChoice {
  return { do: 'answer', status, why, headers }
}
