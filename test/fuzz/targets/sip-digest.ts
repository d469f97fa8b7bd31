import { deepStrictEqual } from 'node:assert'
import { AuthHeaderError } from '@weft/protocols/sip/auth-elements'
import {
  parseChallenges,
  parseCredentials,
  parseNextNonce,
  printChallenge,
  printCredentials,
} from '@weft/protocols/sip/auth-header'
import { DIGEST_ALGORITHMS, type DigestSecret } from '@weft/protocols/sip/digest'
import { DigestClient, NEW_EXCHANGE } from '@weft/protocols/sip/digest-client'
import { DigestServer } from '@weft/protocols/sip/digest-server'
import type { SipHeaderField, SipRequest } from '@weft/protocols/sip/message'

/*
 * An input is a field value. It is taken as a challenge and answered, as credentials and checked, and as what follows a request that was accepted.
 */

const NOW = 1_700_000_000_000
const uri = 'sip:example.com'
const secrets: readonly DigestSecret[] = [{ kind: 'password', password: 'wonderland' }]
const settings = { realm: 'example.com', algorithms: DIGEST_ALGORITHMS, nonceLifetime: 60_000, nonces: 2 }

const newServer = () => new DigestServer(settings, new Uint8Array(16).fill(1), countingIds('s'))
const newClient = () => new DigestClient([{ realm: null, username: 'alice', secrets }], countingIds('c'))
const challenges = newServer().challenge('origin', NOW, false)
/** Credentials that verify, one for each challenge alone. */
const answers = challenges.flatMap((challenge) => answersTo([challenge]).map(({ value }) => value))
const responses = new Set(answers.map((answer) => parseCredentials(answer)?.response))

export const target = {
  name: 'sip-digest',
  seeds: [
    ...challenges.map(({ value }) => value),
    ...answers,
    challenges.map(({ value }) => value).join(', '),
    'Basic realm="a", Negotiate YII=, Digest realm="x\\"y\\\\z, é",nonce="n",opaque="",stale=TRUE,algorithm=MD5,qop="auth,auth-int"',
    `Digest username="u",realm="r",nonce="n",uri="${uri}",response="${'0'.repeat(32)}",opaque=o`,
    'nextnonce="n2", qop=auth, rspauth="0", cnonce="c", nc=00000001',
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    'Digest ',
    'Basic ',
    'realm=',
    'nonce=',
    'algorithm=',
    'SHA-256-sess',
    'qop=auth',
    'stale=true',
    'nc=ffffffff',
    'userhash=true',
    'username*=',
    'nextnonce=',
    '\\"',
    '",',
    '\r\n',
    '\u0000',
    '==',
  ],

  /** Throws when reading throws anything but AuthHeaderError, when printing does not keep what was read, or when a forgery is accepted. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    for (const challenge of attempt(() => parseChallenges(text)) ?? [])
      survives([challenge], () => printChallenge(challenge), parseChallenges)
    const credentials = attempt(() => parseCredentials(text))
    if (credentials) survives(credentials, () => printCredentials(credentials), parseCredentials)
    attempt(() => parseNextNonce(text))
    for (const { name, value } of answersTo([{ name: 'WWW-Authenticate', value: text }]))
      if (name !== 'Authorization' || !attempt(() => parseCredentials(value))) throw new Error('an answer of ours cannot be read')
    check(text)
  },
}

/** Plays the credentials to a server, and the text to the client as what comes with a 200. */
function check(text: string): void {
  const server = newServer()
  const request = requestWith([{ name: 'Authorization', value: text }])
  const credentials = server.credentials('origin', request)
  if (typeof credentials !== 'string') {
    const verdict = server.verify(credentials, request, credentials.username === 'alice' ? secrets : null, NOW)
    if (verdict.accepted && !responses.has(credentials.response)) throw new Error('credentials that nobody made are accepted')
    if (server.verify(credentials, request, secrets, NOW).accepted) throw new Error('credentials are accepted twice')
  }
  const client = newClient()
  client.challenged(requestWith([]), responseWith(401, challenges), NEW_EXCHANGE)
  const fields = client.authorize({ method: 'REGISTER', uri })
  client.accepted(requestWith(fields), responseWith(200, [{ name: 'Authentication-Info', value: text }]))
  client.authorize({ method: 'REGISTER', uri })
}

function answersTo(headers: readonly SipHeaderField[]): readonly SipHeaderField[] {
  const step = newClient().challenged(requestWith([]), responseWith(401, headers), NEW_EXCHANGE)
  return step.retry ? step.fields : []
}

/** `value` was read; printed it reads the same, unless quoting has made it too long. */
function survives<Value>(value: Value, print: () => string, parse: (text: string) => unknown): void {
  let text: string
  try {
    text = print()
  } catch (error) {
    if (error instanceof AuthHeaderError && error.fault === 'too-long') return
    throw error
  }
  deepStrictEqual(parse(text), value)
}

function requestWith(headers: readonly SipHeaderField[]): SipRequest {
  return { kind: 'request', method: 'REGISTER', uri, headers, body: new Uint8Array() }
}

function responseWith(status: number, headers: readonly SipHeaderField[]) {
  return { kind: 'response', status, reason: '', headers, body: new Uint8Array() } as const
}

function countingIds(prefix: string): () => string {
  let ids = 0
  return () => `${prefix}${++ids}`
}

/** Null where it throws the one error that it may throw. */
function attempt<Result>(run: () => Result): Result | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof AuthHeaderError) return null
    throw error
  }
}
