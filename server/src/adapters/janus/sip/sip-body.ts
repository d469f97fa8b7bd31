import { escapeUser, unescapeText } from '@weft/protocols/sip/uri-escapes'
import type { SipHeaders, SipIdentity } from '../../../ports/sip-calls.ts'
import type { SipRoute } from '../../../ports/sip-locator.ts'
import type { JsonObject } from '../json.ts'

/** janus_sip.c writes each header and each Contact parameter into 255 bytes and all of a kind into 2048, and cuts what is longer. */
const LONGEST_HEADER_LINE = 250
const LONGEST_PARAMETER = 250
const LONGEST_TOGETHER = 2000
/** Bytes of a From header's display name that leave room for the address (1024 in all). */
const LONGEST_DISPLAY_NAME = 256

/** Seconds a binding lasts without a refresh: what a Janus that crashed leaves at the registrar keeps callers waiting that long at most. */
const REGISTER_TTL = 600

/** RFC 3261 §25.1 token: what a header name is made of. */
const TOKEN = /^[A-Za-z0-9.!%*_+`'~-]+$/
/** RFC 3261 §25.1 paramchar without its escapes. */
const PARAMETER_CHARACTERS = /[^A-Za-z0-9_.!~*'()[\]/:&+$-]/gu

/** What to register a handle as. */
export interface RegisterRequest {
  readonly identity: SipIdentity
  readonly route: SipRoute
  /** False: the handle only learns who calls; no REGISTER is sent. */
  readonly register: boolean
  readonly contactParameters: readonly (readonly [name: string, value: string])[]
}

export function registerBody({ identity, route, register, contactParameters }: RegisterRequest): JsonObject {
  const proxy = proxyUri(route)
  const parameters = contactParams(contactParameters)
  return {
    request: 'register',
    username: `sip:${identity.address}`,
    // Janus wants a secret of all but guests, and guests must not mention send_register.
    ...(identity.ha1 === null ? { type: 'guest' } : { ha1_secret: identity.ha1, send_register: register }),
    // Janus refuses null.
    ...(identity.displayName === null ? {} : { display_name: displayName(identity.displayName) }),
    ...(identity.userAgent === null ? {} : { user_agent: oneLine(identity.userAgent) }),
    // With the proxy alone, each INVITE would be preceded by a DNS look-up of Janus' own, which fails for a domain without SRV records.
    proxy,
    outbound_proxy: proxy,
    ...(route.transport === 'udp' ? {} : { force_tcp: true }),
    ...(route.transport === 'tls' ? { sips: true } : {}),
    ...(register ? { register_ttl: REGISTER_TTL } : {}),
    ...(register && Object.keys(parameters).length > 0 ? { contact_params: parameters } : {}),
    ...(identity.headerPrefixes.length > 0 ? { incoming_header_prefixes: identity.headerPrefixes } : {}),
  }
}

/** Joins a handle to the SIP stack of a registered one, for one more call at a time. */
export function helperBody(identity: SipIdentity, masterId: number): JsonObject {
  return { request: 'register', type: 'helper', username: `sip:${identity.address}`, master_id: masterId }
}

/** `secure`: SDES-SRTP (RFC 4568) and nothing else. */
export function callBody({ target, headers, secure }: { target: string; headers: SipHeaders; secure: boolean }): JsonObject {
  return {
    request: 'call',
    uri: uriOf(target),
    autoaccept_reinvites: false,
    ...headersMember(headers),
    ...(secure ? { srtp: 'sdes_mandatory' } : {}),
  }
}

/** SRTP is answered as it was offered; that needs no asking. */
export function acceptBody(headers: SipHeaders): JsonObject {
  return { request: 'accept', autoaccept_reinvites: false, ...headersMember(headers) }
}

/** `sip:a%22b@example.com` of `a"b@example.com`. Sofia takes a comma, which is allowed there, for the end of the address. */
function uriOf(address: string): string {
  const at = address.indexOf('@')
  return at < 0
    ? `sip:${address}`
    : `sip:${escapeUser(unescapeText(address.slice(0, at))).replaceAll(',', '%2C')}${address.slice(at)}`
}

/** `example.com:5070` of `user@example.com:5070`. */
export function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1)
}

/** `sip:192.0.2.1:5060;transport=udp`, `sips:[2001:db8::1]:5061`. */
function proxyUri({ host, port, transport }: SipRoute): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return transport === 'tls' ? `sips:${authority}` : `sip:${authority};transport=${transport}`
}

/** The headers that Janus can write without spoiling the message: those that fit, and break no line. */
function headersMember(headers: SipHeaders): JsonObject {
  const fitting = fitTogether(
    Object.entries(headers).filter(([name, value]) => TOKEN.test(name) && !/[\r\n\0]/.test(value)),
    ([name, value]) => `${name}: ${value}\r\n`,
    LONGEST_HEADER_LINE,
  )
  return fitting.length > 0 ? { headers: Object.fromEntries(fitting) } : {}
}

function contactParams(parameters: RegisterRequest['contactParameters']): Readonly<Record<string, string>> {
  const escaped = parameters
    .filter(([name]) => TOKEN.test(name))
    .map(([name, value]): [string, string] => [name, value.replaceAll(PARAMETER_CHARACTERS, percentEncoded)])
  return Object.fromEntries(fitTogether(escaped, ([name, value]) => `;${name}=${value}`, LONGEST_PARAMETER))
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function fitTogether<Pair>(pairs: readonly Pair[], line: (pair: Pair) => string, longest: number): Pair[] {
  let room = LONGEST_TOGETHER
  return pairs.filter((pair) => {
    const length = Buffer.byteLength(line(pair))
    if (length > longest || length > room) return false
    room -= length
    return true
  })
}

/** Janus puts it between quotes as it is. */
function displayName(name: string): string {
  const bytes = Buffer.from(oneLine(name).replaceAll(/["\\]/g, "'")).subarray(0, LONGEST_DISPLAY_NAME)
  // As of a stream: what is left of a character that was cut goes.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true })
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}]+/gu, ' ').trim()
}
