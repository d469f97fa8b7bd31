// Refer-To (RFC 3515 §2.1): what the recipient of a REFER is to do.
import { trimBlanks } from '../field-text.ts'
import { fieldsOf, type SipMessage } from '../message.ts'
import { parseNameAddr, printNameAddr } from '../name-addr.ts'
import { parameterOf } from '../parameters.ts'
import { SipPrintError } from '../sip-error.ts'
import { isToken } from '../token.ts'
import { parseUri, printUri } from '../uri.ts'
import { unescapeText } from '../uri-escapes.ts'
import { parseReplaces, printReplaces, type Replaces } from './replaces.ts'

/** An address with neither scheme nor brackets. */
const BARE = /^[^:;<>@"]+@[^;<>@"]+(?:;|$)/

export interface ReferTo {
  readonly displayName: string
  /** Whom to send the request to: a URI without method and header fields. */
  readonly target: string
  /** Of the request; INVITE where the URI does not say. */
  readonly method: string
  /** The dialog that the request is to take the place of (RFC 3891): an attended transfer. Other header fields in the URI are ignored (RFC 3261 §19.1.5). */
  readonly replaces: Replaces | null
}

/**
 * Null where the value is no Refer-To: no URI, or one with a Replaces that is none. What peers write beside the standard is read as they mean it: Blink has
 * the method as a parameter of the field, and a bare `user@host` is of SIP.
 */
export function parseReferTo(value: string): ReferTo | null {
  const address = parseNameAddr(BARE.test(value) ? `sip:${trimBlanks(value)}` : value)
  const uri = address && parseUri(address.uri)
  if (!uri) return null
  const { displayName } = address
  if (uri.kind !== 'sip') return { displayName, target: address.uri, method: 'INVITE', replaces: null }
  const [header, ...others] = uri.headers.filter(({ name }) => name.toLowerCase() === 'replaces')
  const text = header ? unescapeText(header.value) : null
  const replaces = text === null ? null : parseReplaces(text)
  if (others.length > 0 || (header && !replaces)) return null
  const parameters = uri.parameters.filter(({ name }) => name.toLowerCase() !== 'method')
  const inUri = parameterOf(uri.parameters, 'method')
  const method = (inUri && unescapeText(inUri)) || parameterOf(address.parameters, 'method') || 'INVITE'
  return isToken(method) ? { displayName, target: printUri({ ...uri, parameters, headers: [] }), method, replaces } : null
}

/** That of a REFER; null where there is not exactly one that can be read, which is answered 400 (§2.4.1). */
export function referToOf(message: SipMessage): ReferTo | null {
  const values = fieldsOf(message, 'Refer-To')
  return values.length === 1 ? parseReferTo(values[0] ?? '') : null
}

/** Throws SipPrintError where the target is no URI, or not one that can say the rest. */
export function printReferTo({ displayName, target, method, replaces }: ReferTo): string {
  const uri = parseUri(target)
  if (!uri) throw new SipPrintError('the target of a Refer-To is no URI')
  if (uri.kind !== 'sip') {
    if (method !== 'INVITE' || replaces) throw new SipPrintError('only a SIP URI says with which method, and what it replaces')
    return printNameAddr({ displayName, uri: target, parameters: [] })
  }
  // What encodeURIComponent leaves as it is are the unreserved characters of RFC 3261 §25.1.
  const parameters =
    method === 'INVITE' ? uri.parameters : [...uri.parameters, { name: 'method', value: encodeURIComponent(method) }]
  const headers = replaces ? [{ name: 'Replaces', value: encodeURIComponent(printReplaces(replaces)) }] : []
  return printNameAddr({ displayName, uri: printUri({ ...uri, parameters, headers }), parameters: [] })
}
