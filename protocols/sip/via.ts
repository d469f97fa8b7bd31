// Via (RFC 3261 §20.42): the way of a request, and of its responses back (§18.2, RFC 3581).
import { isAddress } from './destination.ts'
import { trimBlanks } from './field-text.ts'
import { parseHostPort, printHostPort } from './host.ts'
import { parseList } from './list.ts'
import { parameterOf, parseParameters, printParameters, type SipParameter, withParameter } from './parameters.ts'
import { SipPrintError } from './sip-error.ts'
import { isToken } from './token.ts'

export interface Via {
  /** `SIP/2.0`, without spaces. */
  readonly protocol: string
  /** Upper case: UDP, TCP, TLS, WS, WSS or whatever it is. */
  readonly transport: string
  /** Lower case, IPv6 without brackets. */
  readonly host: string
  readonly port: number | null
  readonly parameters: readonly SipParameter[]
}

const TOKEN = "[\\w\\-.!%*+`'~]+"
const SENT = new RegExp(`^(${TOKEN})[ \\t]*/[ \\t]*(${TOKEN})[ \\t]*/[ \\t]*(${TOKEN})[ \\t]+([^;]*)`)

/** The element that was parsed last, and what it is: of one message, the top one is asked for again and again. */
let last: { readonly text: string; readonly via: Via | null } = { text: '', via: null }

/** One element of a Via list; null where it is none. */
export function parseVia(element: string): Via | null {
  const text = trimBlanks(element)
  if (text !== last.text) last = { text, via: readVia(text) }
  return last.via
}

function readVia(text: string): Via | null {
  const match = SENT.exec(text)
  const [all = '', name = '', version = '', transport = '', sentBy = ''] = match ?? []
  const sent = match && parseHostPort(trimBlanks(sentBy))
  const parameters = sent && parseParameters(text.slice(all.length))
  return sent && parameters
    ? { protocol: `${name}/${version}`, transport: transport.toUpperCase(), host: sent.host, port: sent.port, parameters }
    : null
}

/** All elements of all Via fields, the top one first; null where one is malformed. */
export function parseVias(values: readonly string[]): Via[] | null {
  return parseList(values, parseVia)
}

/** Throws SipPrintError where a part would not stay that part. */
export function printVia({ protocol, transport, host, port, parameters }: Via): string {
  const [name = '', version = '', ...more] = protocol.split('/')
  if (more.length > 0 || ![name, version, transport].every(isToken))
    throw new SipPrintError('the protocol of a Via is no protocol')
  return `${protocol}/${transport} ${printHostPort({ host, port })}${printParameters(parameters)}`
}

/**
 * The top Via as a server keeps it, once a request came from `address` (no brackets) and `port`: with `received` where the sent-by is not that
 * address, or a name (§18.2.1), and with `rport` filled in where the client asks for it (RFC 3581 §4).
 */
export function stampVia(via: Via, address: string, port: number): Via {
  const asks = parameterOf(via.parameters, 'rport') !== null
  const unlike = via.host !== address.toLowerCase()
  // What a client says there of itself is not to be believed.
  let parameters = via.parameters.filter(({ name }) => name.toLowerCase() !== 'received')
  if (asks) parameters = withParameter(parameters, 'rport', String(port))
  if (asks || unlike) parameters = [...parameters, { name: 'received', value: address }]
  return { ...via, parameters }
}

/** Where a response without a connection to go back on is sent to (§18.2.2, RFC 3581 §4). `host` may be a name. */
export function responseTargetOf(via: Via): { readonly host: string; readonly port: number } {
  const port = via.port ?? (via.transport === 'TLS' || via.transport === 'WSS' ? 5061 : 5060)
  const multicast = parseHostPort(parameterOf(via.parameters, 'maddr') ?? '')?.host
  if (multicast) return { host: multicast, port }
  const received = unbracketed(parameterOf(via.parameters, 'received') ?? '')
  if (!isAddress(received)) return { host: via.host, port }
  const rport = Number(parameterOf(via.parameters, 'rport') ?? '')
  return { host: received, port: Number.isInteger(rport) && rport > 0 && rport <= 65_535 ? rport : port }
}

/** RFC 5118 §4.5: an IPv6 address in `received` comes with brackets and without. */
function unbracketed(address: string): string {
  return address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1).toLowerCase() : address.toLowerCase()
}
