// WWW-Authenticate, Proxy-Authenticate, Authorization and Proxy-Authorization of the Digest scheme (RFC 7616 §3.3 and §3.4, RFC 3261 §20).
import { AuthHeaderError, printAuthElement, printQuoted, printToken, readAuthElements } from './auth-elements.ts'
import { isToken } from './token.ts'

export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  /** The credentials were right, but their nonce was too old. */
  readonly stale: boolean
  /** As it came, any case; null stands for MD5. */
  readonly algorithm: string | null
  /** The options in lower case; null where the challenge does not speak of it (RFC 2069). */
  readonly qop: readonly string[] | null
}

export interface DigestCredentials {
  readonly username: string
  readonly realm: string
  readonly nonce: string
  /** The Request-URI as the client saw it. */
  readonly uri: string
  /** 32 or 64 hexadecimal digits. */
  readonly response: string
  /** As it came, any case; null stands for MD5. */
  readonly algorithm: string | null
  readonly opaque: string | null
  readonly protection: DigestProtection | null
}

/** What goes together in credentials since RFC 2617; without it they are those of RFC 2069. */
export interface DigestProtection {
  /** As it came: its text is hashed. */
  readonly qop: string
  readonly cnonce: string
  /** Eight hexadecimal digits as they came: it is their text that is hashed. */
  readonly nc: string
}

const RESPONSE = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i
const NONCE_COUNT = /^[0-9a-f]{8}$/i

/** The Digest challenges of one field value, in their order; other schemes are left out. Throws AuthHeaderError. */
export function parseChallenges(text: string): DigestChallenge[] {
  return readAuthElements(text)
    .filter(({ scheme }) => scheme === 'digest')
    .map(({ parameters }) => ({
      realm: required(parameters, 'realm'),
      nonce: required(parameters, 'nonce'),
      opaque: parameters.get('opaque') ?? null,
      // Everything but TRUE means false (RFC 7616 §3.3).
      stale: parameters.get('stale')?.toLowerCase() === 'true',
      algorithm: optionalToken(parameters, 'algorithm'),
      qop: splitQop(parameters.get('qop')),
    }))
}

/** The field value of one challenge. Throws AuthHeaderError where a part cannot stand in a header line. */
export function printChallenge({ realm, nonce, opaque, stale, algorithm, qop }: DigestChallenge): string {
  return printAuthElement('Digest', [
    printQuoted('realm', realm),
    printQuoted('nonce', nonce),
    ...(opaque === null ? [] : [printQuoted('opaque', opaque)]),
    ...(stale ? ['stale=true'] : []),
    ...(algorithm === null ? [] : [printToken('algorithm', algorithm)]),
    ...(qop === null ? [] : [printQuoted('qop', qop.join(','))]),
  ])
}

/**
 * The Digest credentials of one field value; null where it is of another scheme. Throws AuthHeaderError, also for hashed
 * user names (`userhash`, `username*`) without a plain one, which no challenge of ours invites.
 */
export function parseCredentials(text: string): DigestCredentials | null {
  const [element, ...others] = readAuthElements(text)
  if (!element || others.length > 0) throw new AuthHeaderError('syntax', 'exactly one scheme was expected')
  if (element.scheme !== 'digest') return null
  const { parameters } = element
  if (parameters.get('userhash')?.toLowerCase() === 'true') throw new AuthHeaderError('bad-value', 'the user name is hashed')
  const response = required(parameters, 'response')
  if (!RESPONSE.test(response)) throw new AuthHeaderError('bad-value', 'the response is no digest')
  return {
    username: required(parameters, 'username'),
    realm: required(parameters, 'realm'),
    nonce: required(parameters, 'nonce'),
    uri: required(parameters, 'uri'),
    response,
    algorithm: optionalToken(parameters, 'algorithm'),
    opaque: parameters.get('opaque') ?? null,
    protection: readProtection(parameters),
  }
}

/** The field value of credentials. Throws AuthHeaderError where a part cannot stand in a header line. */
export function printCredentials(credentials: DigestCredentials): string {
  const { username, realm, nonce, uri, response, algorithm, opaque, protection } = credentials
  return printAuthElement('Digest', [
    printQuoted('username', username),
    printQuoted('realm', realm),
    printQuoted('nonce', nonce),
    printQuoted('uri', uri),
    printQuoted('response', response),
    ...(algorithm === null ? [] : [printToken('algorithm', algorithm)]),
    ...(opaque === null ? [] : [printQuoted('opaque', opaque)]),
    // Neither qop nor nc is quoted here, other than in a challenge (RFC 7616 §3.4).
    ...(protection === null
      ? []
      : [printToken('qop', protection.qop), printToken('nc', protection.nc), printQuoted('cnonce', protection.cnonce)]),
  ])
}

/** The nonce that Authentication-Info or Proxy-Authentication-Info (RFC 7615) asks to be used next, or null. Throws AuthHeaderError. */
export function parseNextNonce(text: string): string | null {
  // The field is a list of parameters without a scheme.
  return readAuthElements(`Digest ${text}`)[0]?.parameters.get('nextnonce') ?? null
}

function readProtection(parameters: ReadonlyMap<string, string>): DigestProtection | null {
  const qop = optionalToken(parameters, 'qop')
  if (qop === null) return null
  const nc = required(parameters, 'nc')
  if (!NONCE_COUNT.test(nc)) throw new AuthHeaderError('bad-value', 'the nonce count is not eight hexadecimal digits')
  return { qop, cnonce: required(parameters, 'cnonce'), nc }
}

function splitQop(text: string | undefined): string[] | null {
  if (text === undefined) return null
  return text
    .split(',')
    .map((option) => option.trim().toLowerCase())
    .filter(isToken)
}

function optionalToken(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const value = parameters.get(name) ?? null
  if (value !== null && !isToken(value)) throw new AuthHeaderError('bad-value', `${name} is no token`)
  return value
}

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw new AuthHeaderError('missing-parameter', `no ${name}`)
  return value
}
