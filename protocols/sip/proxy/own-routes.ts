// Route information on its way in (RFC 3261 §16.4): what is for us is taken off, and what a strict router did to the request is undone.

import { splitList } from '../list.ts'
import { fieldsOf, type SipRequest, withFields } from '../message.ts'
import { parseNameAddr } from '../name-addr.ts'
import { parameterOf } from '../parameters.ts'
import { parseUri, printUri, type SipUri } from '../uri.ts'

export interface RoutedRequest {
  /** Without Routes of ours on top. */
  readonly request: SipRequest
  /**
   * The user parts of those, the first one first; null where there was none. Two where the dialog's two ends come over different transports, or over
   * flows: the last one stands for the side that the request goes to.
   */
  readonly own: readonly (string | null)[]
}

/** `isOurs` says whether a URI leads to this proxy. Routes that cannot be read are left for those who come next. */
export function takeOwnRoutes(request: SipRequest, isOurs: (uri: SipUri) => boolean): RoutedRequest {
  const target = sipUriOf(request.uri)
  const values = fieldsOf(request, 'Route')
  if (values.length === 0) return { request: withoutOwnMaddr(request, target, isOurs), own: [] }
  const routes = values.flatMap((value) => splitList(value) ?? [value])
  const own: (string | null)[] = []
  let uri = request.uri
  // A strict router makes our URI the Request-URI, and what was one the last Route.
  const last = parseNameAddr(routes.at(-1) ?? '')
  if (last && target && parameterOf(target.parameters, 'lr') !== null && isOurs(target)) {
    uri = last.uri
    routes.pop()
    own.push(target.user)
  }
  let taken = 0
  for (const route of routes) {
    const ours = sipUriOf(parseNameAddr(route)?.uri ?? '')
    if (!ours || !isOurs(ours)) break
    own.push(ours.user)
    taken++
  }
  const routed = own.length === 0 ? request : withFields({ ...request, uri }, 'Route', routes.slice(taken))
  return { request: withoutOwnMaddr(routed, sipUriOf(uri), isOurs), own }
}

/** "If the Request-URI contains a maddr parameter" that means us, it is taken off, with port and transport, which led here. */
function withoutOwnMaddr(request: SipRequest, uri: SipUri | null, isOurs: (uri: SipUri) => boolean): SipRequest {
  const maddr = uri && parameterOf(uri.parameters, 'maddr')
  if (!uri || !maddr || !isOurs({ ...uri, host: maddr.toLowerCase().replace(/^\[|\]$/g, '') })) return request
  const parameters = uri.parameters.filter(({ name }) => !['maddr', 'transport'].includes(name.toLowerCase()))
  return { ...request, uri: printUri({ ...uri, port: null, parameters }) }
}

function sipUriOf(text: string): SipUri | null {
  const uri = parseUri(text)
  return uri?.kind === 'sip' ? uri : null
}
