// Where a request came from, written into its Via, and so where its responses go (RFC 3261 §18.2, RFC 3581 §4).

import { isIP } from 'node:net'
import { splitList } from '@weft/protocols/sip/list'
import type { SipRequest } from '@weft/protocols/sip/message'
import { topViaOf } from '@weft/protocols/sip/message-identity'
import { parseVia, printVia, responseTargetOf, stampVia } from '@weft/protocols/sip/via'
import type { SipSource } from '../../../ports/sip-agent.ts'

export interface SocketAddress {
  /** IP address; IPv6 without brackets. */
  readonly address: string
  readonly port: number
}

/** The request with `received` and `rport` in its top Via. One whose Via cannot be read stays as it is. */
export function stamp(request: SipRequest, source: SipSource): SipRequest {
  const at = request.headers.findIndex((field) => field.name === 'Via')
  const field = request.headers[at]
  const [top = '', ...others] = (field && splitList(field.value)) ?? []
  const via = parseVia(top)
  if (!field || !via) return request
  const value = [printVia(stampVia(via, source.address, source.port)), ...others].join(', ')
  return { ...request, headers: request.headers.with(at, { name: 'Via', value }) }
}

/**
 * Where the response to a stamped request goes: by UDP back to the port that it came from if that was asked for, else to that of its Via; where it came on
 * a connection and that is gone, to the port of its Via, on which others may connect (RFC 3261 §18.2.2). `maddr` is for multicast, on which nobody listens
 * here: it would let anybody point our answers at others. What names no address is answered to where it came from.
 */
export function wayBack(request: SipRequest, source: SipSource): SocketAddress {
  const via = topViaOf(request)
  const origin = { address: source.address, port: source.port }
  if (!via) return origin
  const ignored = source.transport === 'udp' ? ['maddr'] : ['maddr', 'rport']
  const parameters = via.parameters.filter(({ name }) => !ignored.includes(name.toLowerCase()))
  const { host, port } = responseTargetOf({ ...via, parameters })
  // The host is that address, but as a piece of the request's text, all of which would be kept with it.
  return isIP(host) === 0 ? origin : { address: source.address, port }
}
