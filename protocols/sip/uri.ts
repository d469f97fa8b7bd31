// URIs in SIP: sip and sips (RFC 3261 §19.1), tel (RFC 3966), and others as they are.
import { type HostPort, parseHostPort, printHostPort } from './host.ts'
import { haveDistinctNames, type SipParameter } from './parameters.ts'
import { SipPrintError } from './sip-error.ts'
import { hasWholeEscapes } from './uri-escapes.ts'
import { isUriText } from './uri-text.ts'

export interface SipUri extends HostPort {
  readonly kind: 'sip'
  readonly scheme: 'sip' | 'sips'
  /** Escaped, as it stands there; unescapeText() reads it, escapeUser() makes one. Null where there is none. */
  readonly user: string | null
  readonly password: string | null
  /** Escaped, as they stand there. */
  readonly parameters: readonly SipParameter[]
  /** Fields of a request that would be made from this URI, escaped. A Request-URI has none. */
  readonly headers: readonly UriHeader[]
}

export interface UriHeader {
  readonly name: string
  readonly value: string
}

export interface TelUri {
  readonly kind: 'tel'
  /** With the visual separators that it came with, and `+` where it is a global number. */
  readonly number: string
  readonly parameters: readonly SipParameter[]
}

/** A URI of a scheme that says nothing to us. */
export interface OtherUri {
  readonly kind: 'other'
  /** Lower case. */
  readonly scheme: string
  /** All that follows the colon. */
  readonly rest: string
}

export type Uri = SipUri | TelUri | OtherUri

const SCHEME = /^[a-z][a-z0-9+\-.]*$/
/** Those that are more than their text. */
const READ = new Set(['sip', 'sips', 'tel'])
/** unreserved, escaped and user-unreserved of §25.1; `#` is forgiven, since telephones dial it. */
const USER = /^[\w\-.!~*'()%&=+$,;?/#]+$/
const PASSWORD = /^[\w\-.!~*'()%&=+$,]*$/
/** paramchar. */
const PARAMETER = /^[\w\-.!~*'()%[\]/:&+$]+$/
/** `=` is forgiven: proxies and application servers put Base64 there, and get it back in requests. */
const PARAMETER_VALUE = /^[\w\-.!~*'()%[\]/:&+$=]+$/
const HEADER_NAME = /^[\w\-.!~*'()%[\]/?:+$]+$/
const HEADER_VALUE = /^[\w\-.!~*'()%[\]/?:+$]*$/
/** Digits with visual separators, and something to dial among them. */
const GLOBAL_NUMBER = /^\+[\d\-.()]+$/
const LOCAL_NUMBER = /^[\da-f*#\-.()]+$/i
const DIALLED = /[\da-f*#]/i

/** Null where `text` is no URI, or not one of the scheme that it says. */
export function parseUri(text: string): Uri | null {
  const colon = text.indexOf(':')
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase()
  const rest = text.slice(colon + 1)
  if (!SCHEME.test(scheme) || !isUriText(rest)) return null
  switch (scheme) {
    case 'sip':
    case 'sips':
      return parseSip(scheme, rest)
    case 'tel':
      return parseTel(rest)
    default:
      return { kind: 'other', scheme, rest }
  }
}

/** Throws SipPrintError where a part would not stay that part. */
export function printUri(uri: Uri): string {
  switch (uri.kind) {
    case 'sip':
      return `${uri.scheme}:${printUser(uri)}${printHostPort(uri)}${printParameters(uri.parameters)}${printHeaders(uri.headers)}`
    case 'tel':
      if (!isNumber(uri.number)) throw new SipPrintError('the number of a tel URI is none')
      return `tel:${uri.number}${printParameters(uri.parameters)}`
    case 'other':
      if (!SCHEME.test(uri.scheme) || !isUriText(uri.rest) || READ.has(uri.scheme)) throw new SipPrintError('a URI is none')
      return `${uri.scheme}:${uri.rest}`
  }
}

function parseSip(scheme: 'sip' | 'sips', rest: string): SipUri | null {
  // No other part has an `@`, but the user part may have what begins the others (RFC 4475 §3.1.1.9).
  const at = rest.indexOf('@')
  const userInfo = at < 0 ? null : parseUserInfo(rest.slice(0, at))
  const place = rest.slice(at + 1)
  const query = place.indexOf('?')
  const [hostPort = '', ...pieces] = (query < 0 ? place : place.slice(0, query)).split(';')
  const where = /[ \t]/.test(hostPort) ? null : parseHostPort(hostPort)
  const parameters = parsePairs(pieces, PARAMETER, PARAMETER_VALUE)
  const headers = query < 0 ? [] : parseHeaders(place.slice(query + 1))
  if ((at >= 0 && !userInfo) || !where || !parameters || !headers) return null
  return {
    kind: 'sip',
    scheme,
    user: userInfo?.user ?? null,
    password: userInfo?.password ?? null,
    ...where,
    parameters,
    headers,
  }
}

function parseUserInfo(text: string): { readonly user: string; readonly password: string | null } | null {
  const colon = text.indexOf(':')
  const user = colon < 0 ? text : text.slice(0, colon)
  const password = colon < 0 ? null : text.slice(colon + 1)
  return isPart(user, USER) && (password === null || isPart(password, PASSWORD)) ? { user, password } : null
}

function parseTel(rest: string): TelUri | null {
  const [number = '', ...pieces] = rest.split(';')
  const parameters = parsePairs(pieces, PARAMETER, PARAMETER_VALUE)
  return isNumber(number) && parameters ? { kind: 'tel', number, parameters } : null
}

function parseHeaders(text: string): UriHeader[] | null {
  const pairs = parsePairs(text.split('&'), HEADER_NAME, HEADER_VALUE, false)
  if (!pairs?.every(({ value }) => value !== null)) return null
  return pairs.map(({ name, value }) => ({ name, value: value ?? '' }))
}

/** Null where one of them is malformed, or is there twice where they have to be unique. */
function parsePairs(pieces: readonly string[], names: RegExp, values: RegExp, unique = true): SipParameter[] | null {
  const pairs = pieces.map((piece) => {
    const equals = piece.indexOf('=')
    return equals < 0 ? { name: piece, value: null } : { name: piece.slice(0, equals), value: piece.slice(equals + 1) }
  })
  if (!pairs.every(({ name, value }) => isPart(name, names) && (value === null || isPart(value, values)))) return null
  return unique && !haveDistinctNames(pairs) ? null : pairs
}

function printUser({ user, password }: SipUri): string {
  if (user === null && password === null) return ''
  if (user === null || !isPart(user, USER)) throw new SipPrintError('the user of a URI is missing, or has to be escaped')
  if (password === null) return `${user}@`
  if (!isPart(password, PASSWORD)) throw new SipPrintError('the password of a URI has to be escaped')
  return `${user}:${password}@`
}

function printParameters(parameters: readonly SipParameter[]): string {
  if (!haveDistinctNames(parameters)) throw new SipPrintError('a parameter of a URI is there twice')
  return parameters
    .map(({ name, value }) => {
      if (!isPart(name, PARAMETER) || (value !== null && !isPart(value, PARAMETER_VALUE)))
        throw new SipPrintError('a parameter of a URI has to be escaped')
      return value === null ? `;${name}` : `;${name}=${value}`
    })
    .join('')
}

function printHeaders(headers: readonly UriHeader[]): string {
  const printed = headers.map(({ name, value }) => {
    if (!isPart(name, HEADER_NAME) || !isPart(value, HEADER_VALUE)) throw new SipPrintError('a header of a URI has to be escaped')
    return `${name}=${value}`
  })
  return printed.length === 0 ? '' : `?${printed.join('&')}`
}

function isNumber(text: string): boolean {
  return (GLOBAL_NUMBER.test(text) || LOCAL_NUMBER.test(text)) && DIALLED.test(text)
}

function isPart(text: string, pattern: RegExp): boolean {
  return pattern.test(text) && hasWholeEscapes(text)
}
