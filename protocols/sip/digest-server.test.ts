import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AuthHeaderError } from './auth-elements.ts'
import { type DigestCredentials, parseChallenges, parseCredentials, printCredentials } from './auth-header.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm, type DigestSecret, digestResponse, ha1Of } from './digest.ts'
import { DigestClient, NEW_EXCHANGE } from './digest-client.ts'
import { type DigestFault, DigestServer, type DigestServerSettings, type DigestVerdict } from './digest-server.ts'
import type { SipHeaderField, SipRequest } from './message.ts'

const realm = 'example.com'
const now = 1_700_000_000_000
const algorithms = (...names: string[]) => DIGEST_ALGORITHMS.filter(({ name }) => names.includes(name))
const password: readonly DigestSecret[] = [{ kind: 'password', password: 'wonderland' }]

function serverWith(settings: Partial<DigestServerSettings> = {}, secret = 7): DigestServer {
  let ids = 0
  const all = { realm, algorithms: algorithms('SHA-256', 'MD5'), nonceLifetime: 60_000, nonces: 100, ...settings }
  return new DigestServer(all, new Uint8Array(32).fill(secret), () => `salt${++ids}`)
}

function requestWith(headers: readonly SipHeaderField[] = []): SipRequest {
  return { kind: 'request', method: 'REGISTER', uri: 'sip:example.com', headers, body: new Uint8Array() }
}

function clientOf(secrets: readonly DigestSecret[] = password, username = 'alice'): DigestClient {
  let ids = 0
  return new DigestClient([{ realm: null, username, secrets }], () => `cnonce${++ids}`)
}

/** What a client answers to the challenge. */
function answerTo(headers: readonly SipHeaderField[], client = clientOf()): DigestCredentials {
  const response = { kind: 'response', status: 401, reason: '', headers, body: new Uint8Array() } as const
  const step = client.challenged(requestWith(), response, NEW_EXCHANGE)
  return credentialsIn(step.retry ? step.fields : [])
}

function credentialsIn(fields: readonly SipHeaderField[]): DigestCredentials {
  const credentials = parseCredentials(fields[0]?.value ?? '')
  if (!credentials) throw new Error('no credentials')
  return credentials
}

/** The same credentials as a client would have made them with other parts. */
function answeredAnew(algorithm: DigestAlgorithm, credentials: DigestCredentials): DigestCredentials {
  const ha1 = ha1Of(password, algorithm.hash, credentials.username, credentials.realm) ?? ''
  const response = digestResponse(algorithm, ha1, { method: 'REGISTER', ...credentials })
  return { ...credentials, response: response ?? credentials.response }
}

const refused = (reason: DigestFault, stale = false): DigestVerdict => ({ accepted: false, reason, stale })
const [md5, sha256] = [algorithms('MD5'), algorithms('SHA-256')].map(([algorithm]) => algorithm ?? DIGEST_ALGORITHMS[0])

test('a server offers its algorithms in their order, each with a nonce of its own', () => {
  const fields = serverWith().challenge('proxy', now, true)
  expect(fields.map(({ name }) => name)).toEqual(['Proxy-Authenticate', 'Proxy-Authenticate'])
  const challenges = fields.flatMap(({ value }) => parseChallenges(value))
  expect(challenges).toMatchObject([
    { realm, algorithm: 'SHA-256', qop: ['auth'], stale: true, opaque: null },
    { realm, algorithm: 'MD5', qop: ['auth'], stale: true, opaque: null },
  ])
  expect(challenges[0]?.nonce).not.toBe(challenges[1]?.nonce)
})

test('a server offers only what it can check for that user', () => {
  const fields = serverWith().challenge('origin', now, false, ['MD5'])
  expect(fields.flatMap(({ value }) => parseChallenges(value)).map(({ algorithm }) => algorithm)).toEqual(['MD5'])
})

test('credentials are found among those for other servers', () => {
  const server = serverWith()
  const ours = answerTo(server.challenge('origin', now, false))
  const field = (credentials: DigestCredentials) => ({ name: 'authorization', value: printCredentials(credentials) })
  const other = field({ ...ours, realm: 'elsewhere' })
  const basic = { name: 'Authorization', value: 'Basic dTpw' }
  expect(server.credentials('origin', requestWith([basic, other, field(ours)]))).toEqual(ours)
  expect(server.credentials('origin', requestWith([basic, other]))).toBe('no-credentials')
  expect(server.credentials('proxy', requestWith([field(ours)]))).toBe('no-credentials')
  expect(server.credentials('origin', requestWith([{ name: 'Authorization', value: 'Digest realm="' }]))).toBe('malformed')
})

const secrets = fc.constantFrom<readonly DigestSecret[]>(
  password,
  (['MD5', 'SHA-256', 'SHA-512-256'] as const).map((hash) => {
    return { kind: 'ha1', hash, ha1: ha1Of(password, hash, 'alice', realm) ?? '' }
  }),
)
const offered = fc.subarray([...DIGEST_ALGORITHMS], { minLength: 1 })
const role = fc.constantFrom('origin' as const, 'proxy' as const)

test('what our client answers to any challenge of our server verifies, and once only', () => {
  fc.assert(
    fc.property(offered, secrets, secrets, role, fc.nat({ max: 59_999 }), (list, known, kept, as, delay) => {
      const server = serverWith({ algorithms: list })
      const client = clientOf(known)
      const response = { kind: 'response', status: 401, reason: '', headers: server.challenge(as, now, false) } as const
      const step = client.challenged(requestWith(), { ...response, body: new Uint8Array() }, NEW_EXCHANGE)
      const request = requestWith(step.retry ? step.fields : [])
      const credentials = server.credentials(as, request)
      if (typeof credentials === 'string') throw new Error(credentials)
      expect(server.verify(credentials, request, kept, now + delay)).toEqual({ accepted: true })
      expect(server.verify(credentials, request, kept, now + delay)).toEqual(refused('replayed', true))
      const later = credentialsIn(client.authorize(request))
      expect(server.verify(later, request, kept, now + delay)).toEqual({ accepted: true })
    }),
  )
})

test('with one byte of it changed, it does not', () => {
  const meaning = (credentials: DigestCredentials) => ({
    ...credentials,
    algorithm: (credentials.algorithm ?? 'MD5').toUpperCase(),
  })
  fc.assert(
    fc.property(offered, fc.nat(), fc.integer({ min: 0, max: 255 }), (list, at, byte) => {
      const server = serverWith({ algorithms: list })
      const credentials = answerTo(server.challenge('origin', now, false))
      const bytes = new TextEncoder().encode(printCredentials(credentials))
      bytes[at % bytes.length] = byte
      const changed = read(new TextDecoder().decode(bytes))
      // Some bytes do not matter to what is said: the case of names, white space.
      if (!changed || JSON.stringify(meaning(changed)) === JSON.stringify(meaning(credentials))) return
      const verdict = server.verify(changed, requestWith(), changed.username === 'alice' ? password : null, now)
      expect(verdict.accepted).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test.each<[DigestFault, Partial<DigestCredentials>]>([
  ['wrong-realm', { realm: 'elsewhere' }],
  ['wrong-uri', { uri: 'sip:example.org' }],
  ['algorithm-refused', { algorithm: 'SHA-512-256' }],
  ['algorithm-refused', { algorithm: 'AKAv1-MD5' }],
  ['algorithm-changed', { algorithm: 'MD5' }],
  ['algorithm-changed', { algorithm: null }],
  ['qop-refused', { protection: null }],
  ['qop-refused', { protection: { qop: 'auth-int', cnonce: 'c', nc: '00000001' } }],
  ['wrong-response', { response: '0'.repeat(64) }],
  ['wrong-response', { response: '0'.repeat(32) }],
  ['wrong-response', { protection: { qop: 'auth', cnonce: 'other', nc: '00000001' } }],
  ['wrong-response', { nonce: 'mine' }],
])('credentials are refused as %s: %j', (reason, change) => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  expect(server.verify({ ...credentials, ...change }, requestWith(), password, now)).toEqual(refused(reason))
  // Nothing of it counted as a use.
  expect(server.verify(credentials, requestWith(), password, now)).toEqual({ accepted: true })
})

test('the URI may be written another way', () => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  const request = { method: 'REGISTER', uri: 'SIP:EXAMPLE.com;x=y' }
  expect(server.verify(credentials, request, password, now)).toEqual({ accepted: true })
})

test('credentials for another method are refused', () => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  const verdict = server.verify(credentials, { method: 'INVITE', uri: 'sip:example.com' }, password, now)
  expect(verdict).toEqual(refused('wrong-response'))
})

test('users that are not there, or whose password is kept in another hash, are refused', () => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  expect(server.verify(credentials, requestWith(), null, now)).toEqual(refused('unknown-user'))
  const kept = [{ kind: 'ha1', hash: 'MD5', ha1: '0'.repeat(32) }] as const
  expect(server.verify(credentials, requestWith(), kept, now)).toEqual(refused('no-secret'))
  // Not even the hash of nobody lets anybody in.
  const nobody = { ...credentials, response: '' }
  expect(server.verify(nobody, requestWith(), null, now)).toEqual(refused('unknown-user'))
})

test('a weaker answer with the nonce of a stronger challenge is refused, right as it is', () => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  const weaker = md5 && answeredAnew(md5, { ...credentials, algorithm: 'MD5' })
  expect(weaker && server.verify(weaker, requestWith(), password, now)).toEqual(refused('algorithm-changed'))
})

test('a nonce that is too old is stale for who knows the password, and wrong for who does not', () => {
  const server = serverWith()
  const credentials = answerTo(server.challenge('origin', now, false))
  expect(server.verify(credentials, requestWith(), password, now + 60_001)).toEqual(refused('stale-nonce', true))
  const guess = [{ kind: 'password', password: 'looking-glass' }] as const
  expect(server.verify(credentials, requestWith(), guess, now + 60_001)).toEqual(refused('wrong-response'))
})

test('after the secret has changed, clients are asked again without thinking that the password is wrong', () => {
  const credentials = answerTo(serverWith({}, 1).challenge('origin', now, false))
  expect(serverWith({}, 2).verify(credentials, requestWith(), password, now)).toEqual(refused('foreign-nonce', true))
  const invented = sha256 && answeredAnew(sha256, { ...credentials, nonce: 'mine' })
  expect(invented && serverWith().verify(invented, requestWith(), password, now)).toEqual(refused('foreign-nonce', true))
})

test('requests may overtake each other, but none may come twice', () => {
  const server = serverWith()
  const client = clientOf()
  const first = answerTo(server.challenge('origin', now, false), client)
  const [second, third] = [1, 2].map(() => credentialsIn(client.authorize(requestWith())))
  const verdicts = [third, first, second, first, third].map(
    (credentials) => credentials && server.verify(credentials, requestWith(), password, now),
  )
  const accepted = { accepted: true }
  expect(verdicts).toEqual([accepted, accepted, accepted, refused('replayed', true), refused('replayed', true)])
})

test('with more nonces in use than are remembered, the oldest become stale and nothing is taken twice', () => {
  const server = serverWith({ nonces: 3 })
  const answers = [0, 1, 2, 3, 4].map((time) => answerTo(server.challenge('origin', now + time, false)))
  const verify = (credentials: DigestCredentials) => server.verify(credentials, requestWith(), password, now + 10)
  expect(answers.map(verify)).toEqual(answers.map(() => ({ accepted: true })))
  expect(answers.map(verify)).toEqual([
    refused('stale-nonce', true),
    refused('stale-nonce', true),
    refused('replayed', true),
    refused('replayed', true),
    refused('replayed', true),
  ])
})

test('unauthenticated requests leave nothing behind', () => {
  const server = serverWith({ nonces: 1 })
  const mine = answerTo(server.challenge('origin', now, false))
  for (let n = 1; n <= 20; n++) {
    const guess = clientOf([{ kind: 'password', password: `guess ${n}` }])
    const wrong = answerTo(server.challenge('origin', now + n, false), guess)
    expect(server.verify(wrong, requestWith(), password, now + n)).toEqual(refused('wrong-response'))
  }
  expect(server.verify(mine, requestWith(), password, now + 30)).toEqual({ accepted: true })
})

function read(text: string): DigestCredentials | null {
  try {
    return parseCredentials(text)
  } catch (error) {
    if (error instanceof AuthHeaderError) return null
    throw error
  }
}
