import { fieldOf, fieldsOf, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { forwardedRequest, withHop } from '@weft/protocols/sip/proxy/forwarded-request'
import { markedId } from '@weft/protocols/sip/proxy/loop-mark'
import { recordRoutes } from '@weft/protocols/sip/proxy/record-route'
import type { RouteTokens } from '@weft/protocols/sip/proxy/route-token'
import type { Flow } from '@weft/protocols/sip/registrar/binding'
import { wayBackTo } from '@weft/protocols/sip/registrar/contact-flow'
import { parseUri } from '@weft/protocols/sip/uri'
import type { Random } from '../../../ports/random.ts'
import type { SipSource } from '../../../ports/sip-agent.ts'
import type { SipContactTarget } from '../../../ports/sip-router.ts'
import { LONGEST_DATAGRAM } from '../next-hop.ts'
import { type Hop, viaOf } from '../transport/hop.ts'
import type { Ways } from '../transport/ways.ts'
import type { BranchTarget } from './proxy-branch.ts'

export interface ForwardingNeeds {
  readonly ways: Ways
  readonly tokens: RouteTokens
  readonly random: Random
}

/** A request that is forwarded. */
export interface Passing {
  /** Without Routes of ours, and with what the router changed. */
  readonly request: SipRequest
  readonly source: SipSource
  /** Its loop mark. */
  readonly mark: string
  /** Whether later requests of the dialog shall come this way. */
  readonly recordRoute: boolean
}

/** Bytes that our Via takes. */
const VIA_LENGTH = 120

/** What to send to that target. `breadth` is its Max-Breadth; null for an ACK. */
export function branchTarget(
  passing: Passing,
  { uri, routes, flow }: Pick<SipContactTarget, 'uri' | 'routes' | 'flow'>,
  breadth: number | null,
  needs: ForwardingNeeds,
): BranchTarget {
  const { request, source, mark } = passing
  const { request: copy, nextHop } = forwardedRequest(request, { uri, routes, breadth })
  const secure = isSecure(request.uri) || isSecure(nextHop)
  return {
    nextHop,
    flow,
    isLong: sizeOf(copy) + VIA_LENGTH > LONGEST_DATAGRAM,
    make: (hop) =>
      withHop(
        copy,
        viaOf(hop, markedId(needs.random.id(), mark)),
        passing.recordRoute ? recordsOf(request, source, hop, flow, secure, needs) : [],
      ),
  }
}

function recordsOf(
  request: SipRequest,
  source: SipSource,
  hop: Hop,
  flow: Flow | null,
  secure: boolean,
  { ways, tokens }: ForwardingNeeds,
): string[] {
  const dialog = { callId: fieldOf(request, 'Call-ID') ?? '', fromTag: tagOf(fieldOf(request, 'From')) ?? '' }
  const from = { place: ways.hop(source.transport), token: tokens.print(dialog, wayBackToCaller(request, source)) }
  return recordRoutes(from, { place: hop, token: tokens.print(dialog, flow) }, secure)
}

/** As for the contact of a registration: requests to the caller go back to where its INVITE came from, if its Contact does not lead there. */
function wayBackToCaller(request: SipRequest, source: SipSource): Flow | null {
  const contact = parseUri(parseNameAddr(fieldOf(request, 'Contact') ?? '')?.uri ?? '')
  if (contact?.kind !== 'sip') return null
  const direct = fieldsOf(request, 'Via').length === 1 && fieldOf(request, 'Record-Route') === null
  return wayBackTo(contact, source, { direct, path: [] })
}

function isSecure(uri: string): boolean {
  return /^sips:/i.test(uri)
}

/** Bytes, but for characters that take more than one. */
function sizeOf({ method, uri, headers, body }: SipRequest): number {
  let size = method.length + uri.length + body.length
  for (const { name, value } of headers) size += name.length + value.length + 4
  return size
}
