// msrp and msrps URIs (RFC 4975 §6): `msrps://host:port/session;tcp`.
import { type HostPort, parseHostPort } from '../sip/host.ts'
import type { SipParameter } from '../sip/parameters.ts'
import { isToken } from '../sip/token.ts'
import { areSameUri } from '../sip/uri-equality.ts'
import { MsrpPrintError } from './msrp-error.ts'

export interface MsrpUri extends HostPort {
  readonly scheme: 'msrp' | 'msrps'
  /** As it stands there; null where there is none. It makes no difference between URIs. */
  readonly userinfo: string | null
  /** Case matters. Null in the URI of a relay, or of one that is not for a session. */
  readonly sessionId: string | null
  /** Lower case: `tcp`. */
  readonly transport: string
  readonly parameters: readonly SipParameter[]
}

const URI = /^(msrps?):\/\/(?:([^@/;]*)@)?([^@/;]+)(?:\/([^;]+))?;([a-z0-9]+)((?:;[^;]+)*)$/i
const USERINFO = /^(?:[\w\-.~!$&'()*+,;=:]|%[0-9a-f]{2})*$/i
/** unreserved, `+`, `=` and `/` of §9; the rest of what a path has in RFC 3986 is forgiven. */
const SESSION_ID = /^(?:[\w\-.~+=/!$&'()*,:@]|%[0-9a-f]{2})+$/i
const LONGEST = 2048

/** Null where `text` is no MSRP URI. */
export function parseMsrpUri(text: string): MsrpUri | null {
  if (text.length > LONGEST) return null
  const [, scheme = '', userinfo = null, authority = '', sessionId = null, transport = '', rest = ''] = URI.exec(text) ?? []
  const where = /\s/.test(authority) ? null : parseHostPort(authority)
  const parameters = rest === '' ? [] : parseParameters(rest.slice(1))
  if (!where || !parameters) return null
  if ((userinfo !== null && !USERINFO.test(userinfo)) || (sessionId !== null && !SESSION_ID.test(sessionId))) return null
  return {
    scheme: scheme.toLowerCase() === 'msrps' ? 'msrps' : 'msrp',
    userinfo,
    ...where,
    sessionId,
    transport: transport.toLowerCase(),
    parameters,
  }
}

/** Throws MsrpPrintError where a part would not stay that part. */
export function printMsrpUri(uri: MsrpUri): string {
  const { scheme, userinfo, host, port, sessionId, transport, parameters } = uri
  const user = userinfo === null ? '' : `${userinfo}@`
  const place = `${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}`
  const session = sessionId === null ? '' : `/${sessionId}`
  const more = parameters.map(({ name, value }) => (value === null ? `;${name}` : `;${name}=${value}`)).join('')
  const text = `${scheme}://${user}${place}${session};${transport}${more}`
  const again = parseMsrpUri(text)
  if (!again || again.sessionId !== sessionId || again.host !== host || again.userinfo !== userinfo)
    throw new MsrpPrintError('an MSRP URI has a part that cannot stand there')
  return text
}

/** §6.1: userinfo and parameters make no difference; a port, or a session-id, that only one of them has, does. */
export function areSameMsrpUri(a: MsrpUri, b: MsrpUri): boolean {
  return a.scheme === b.scheme && a.sessionId === b.sessionId && a.transport === b.transport && areSameUri(placeOf(a), placeOf(b))
}

/** Hosts and ports are the same where those of SIP URIs are. */
function placeOf({ host, port }: MsrpUri): Parameters<typeof areSameUri>[0] {
  return { kind: 'sip', scheme: 'sip', user: null, password: null, host, port, parameters: [], headers: [] }
}

function parseParameters(text: string): SipParameter[] | null {
  const parameters = text.split(';').map((piece) => {
    const equals = piece.indexOf('=')
    return equals < 0 ? { name: piece, value: null } : { name: piece.slice(0, equals), value: piece.slice(equals + 1) }
  })
  return parameters.every(({ name, value }) => isToken(name) && (value === null || isToken(value))) ? parameters : null
}
