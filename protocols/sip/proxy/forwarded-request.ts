// The copy of a request that a proxy sends on (RFC 3261 §16.6 items 1 to 8): everything that is not the proxy's business stays as it is and where it is.
import { splitList } from '../list.ts'
import { parseMaxForwards } from '../max-forwards.ts'
import { fieldOf, fieldsOf, type SipHeaderField, type SipRequest, withFields } from '../message.ts'
import { parseNameAddr } from '../name-addr.ts'
import { parameterOf } from '../parameters.ts'
import { parseUri, printUri } from '../uri.ts'

/** What a proxy changes, for one target. */
export interface Forwarding {
  /** The new Request-URI. What may not stand in one is taken off (§19.1.1). */
  readonly uri: string
  /** Route values on top of those of the request. */
  readonly routes: readonly string[]
  /** Max-Breadth (RFC 5393); null for an ACK, which does not fork. */
  readonly breadth: number | null
}

export interface ForwardedRequest {
  /** Without the Via and Record-Route that it gets where it is sent: withHop() puts them on top. */
  readonly request: SipRequest
  /** The URI that says where it goes. */
  readonly nextHop: string
}

const MOST_HOPS = 70

/** `request` is one whose Max-Forwards leaves something, and without Routes of ours on top. */
export function forwardedRequest(request: SipRequest, { uri, routes, breadth }: Forwarding): ForwardedRequest {
  const hops = parseMaxForwards(fieldOf(request, 'Max-Forwards') ?? '')
  // §16.6 item 3: "If the copy does not contain a Max-Forwards header field, the proxy MUST add one with … 70".
  let copy = withFields({ ...request, uri: requestUriOf(uri) }, 'Max-Forwards', [String(hops === null ? MOST_HOPS : hops - 1)])
  if (breadth !== null) copy = withFields(copy, 'Max-Breadth', [String(breadth)])
  if (routes.length > 0) copy = withFields(copy, 'Route', [...routes, ...fieldsOf(copy, 'Route')])
  return towardsNextHop(copy)
}

/** The copy as it goes out over one way. */
export function withHop(request: SipRequest, via: SipHeaderField, recordRoutes: readonly string[]): SipRequest {
  const top = [via, ...recordRoutes.map((value) => ({ name: 'Record-Route', value }))]
  return { ...request, headers: [...top, ...request.headers] }
}

/** Items 6 and 7: the first Route, if there is one, else the Request-URI. To a strict router, whose Route has no `lr`, its own URI becomes the latter. */
function towardsNextHop(request: SipRequest): ForwardedRequest {
  const values = fieldsOf(request, 'Route')
  const routes = values.length === 0 ? [] : values.flatMap((value) => splitList(value) ?? [value])
  const first = parseNameAddr(routes[0] ?? '')
  if (!first) return { request, nextHop: request.uri }
  const uri = parseUri(first.uri)
  if (uri?.kind !== 'sip' || parameterOf(uri.parameters, 'lr') !== null) return { request, nextHop: first.uri }
  const moved = withFields(request, 'Route', [...routes.slice(1), `<${request.uri}>`])
  return { request: { ...moved, uri: requestUriOf(first.uri) }, nextHop: first.uri }
}

/** §19.1.1, table 1: no headers and no method. */
function requestUriOf(text: string): string {
  if (!text.includes('?') && !/;method=/i.test(text)) return text
  const uri = parseUri(text)
  if (uri?.kind !== 'sip') return text
  return printUri({ ...uri, headers: [], parameters: uri.parameters.filter(({ name }) => name.toLowerCase() !== 'method') })
}
