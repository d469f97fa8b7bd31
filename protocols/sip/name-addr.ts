// Where a display name goes with a URI: From, To, Contact, Route, Record-Route and others (RFC 3261 §20.10, §25.1).
import { trimBlanks } from './field-text.ts'
import { parseList } from './list.ts'
import { parseParameters, printParameters, type SipParameter } from './parameters.ts'
import { endOfQuoted, quote, unquote } from './quoted-string.ts'
import { SipPrintError } from './sip-error.ts'
import { isUriText } from './uri-text.ts'

export interface NameAddr {
  /** Without quotes and escapes; '' where there is none. */
  readonly displayName: string
  /** As it stands there; parseUri() reads it. */
  readonly uri: string
  /** Those of the field. Without angle brackets no parameter belongs to the URI (§20.10). */
  readonly parameters: readonly SipParameter[]
}

/** *(token LWS). What is not ASCII is forgiven: many phones send names of their users without quotes. */
const UNQUOTED_NAME = /^[\w\-.!%*+`'~ \t\u0080-\uffff]*$/
const SCHEME = /^[a-z][a-z0-9+\-.]*:./i

/** One element of a list, or a value that is no list. Null where it is no name-addr and no addr-spec. */
export function parseNameAddr(text: string): NameAddr | null {
  const value = trimBlanks(text)
  if (value.startsWith('"')) {
    const end = endOfQuoted(value, 0)
    return end < 0 ? null : parseBracketed(unquote(value.slice(0, end)), trimBlanks(value, end))
  }
  const open = value.indexOf('<')
  if (open < 0) return parseAddrSpec(value)
  const name = trimBlanks(value, 0, open)
  return UNQUOTED_NAME.test(name) ? parseBracketed(name, value.slice(open)) : null
}

/** All elements of all fields of one name; null where one of them is malformed. */
export function parseNameAddrs(values: readonly string[]): NameAddr[] | null {
  return parseList(values, parseNameAddr)
}

/** Contact fields: `*` stands alone and says "all of them" (§10.2.2). */
export function parseContacts(values: readonly string[]): NameAddr[] | '*' | null {
  return values.length === 1 && trimBlanks(values[0] ?? '') === '*' ? '*' : parseNameAddrs(values)
}

/** With quotes and brackets, so that nothing in it can be taken for something else. Throws SipPrintError where that does not help. */
export function printNameAddr({ displayName, uri, parameters }: NameAddr): string {
  if (!isUri(uri)) throw new SipPrintError('the URI of a name-addr is none')
  return `${displayName === '' ? '' : `${quote(displayName)} `}<${uri}>${printParameters(parameters)}`
}

function parseBracketed(displayName: string, text: string): NameAddr | null {
  const close = text.indexOf('>')
  if (!text.startsWith('<') || close < 0) return null
  return toNameAddr(displayName, text.slice(1, close), text.slice(close + 1))
}

/** §20.10: a URI with comma, question mark or semicolon must be in brackets; what follows a semicolon is the field's. */
function parseAddrSpec(value: string): NameAddr | null {
  const end = value.indexOf(';')
  const uri = trimBlanks(value, 0, end < 0 ? value.length : end)
  return /[,?]/.test(uri) ? null : toNameAddr('', uri, end < 0 ? '' : value.slice(end))
}

function toNameAddr(displayName: string, uri: string, rest: string): NameAddr | null {
  const parameters = parseParameters(rest)
  return parameters && isUri(uri) ? { displayName, uri, parameters } : null
}

function isUri(uri: string): boolean {
  return SCHEME.test(uri) && isUriText(uri)
}
