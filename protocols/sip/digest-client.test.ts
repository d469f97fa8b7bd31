import { expect, test } from 'vitest'
import { AuthHeaderError } from './auth-elements.ts'
import { type DigestCredentials, parseCredentials } from './auth-header.ts'
import { digestAlgorithm, digestResponse, ha1Of } from './digest.ts'
import { DigestClient, type DigestIdentity, type DigestSpace, type DigestStep, NEW_EXCHANGE } from './digest-client.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'

const alice: DigestIdentity = { realm: null, username: 'alice', secrets: [{ kind: 'password', password: 'wonderland' }] }

function clientOf(identities: readonly DigestIdentity[] = [alice], spaces: readonly DigestSpace[] = []): DigestClient {
  let ids = 0
  return new DigestClient(identities, () => `cnonce-${++ids}`, spaces)
}

function requestWith(headers: readonly SipHeaderField[] = []): SipRequest {
  return { kind: 'request', method: 'REGISTER', uri: 'sip:example.com', headers, body: new Uint8Array() }
}

function responseWith(status: number, ...headers: readonly (readonly [string, string])[]): SipResponse {
  const fields = headers.map(([name, value]) => ({ name, value }))
  return { kind: 'response', status, reason: '', headers: fields, body: new Uint8Array() }
}

const www = (rest: string, realm = 'example.com') => ['WWW-Authenticate', `Digest realm="${realm}",${rest}`] as const
const proxy = (rest: string, realm = 'proxy') => ['Proxy-Authenticate', `Digest realm="${realm}",${rest}`] as const

function retried(step: DigestStep): Extract<DigestStep, { retry: true }> {
  if (!step.retry) throw new Error(`gave up: ${step.reason}`)
  return step
}

const credentialsIn = (fields: readonly SipHeaderField[]): DigestCredentials[] =>
  fields.flatMap(({ value }) => parseCredentials(value) ?? [])

/** Whether the password of Alice is behind it. */
function isRight({ algorithm: name, realm, response, nonce, uri, protection }: DigestCredentials): boolean {
  const algorithm = digestAlgorithm(name)
  const ha1 = algorithm && ha1Of(alice.secrets, algorithm.hash, 'alice', realm)
  return (
    algorithm !== null &&
    ha1 !== null &&
    digestResponse(algorithm, ha1, { method: 'REGISTER', uri, nonce, protection }) === response
  )
}

test('nothing is sent before a challenge', () => {
  expect(clientOf().authorize({ method: 'REGISTER', uri: 'sip:example.com' })).toEqual([])
})

test('a challenge is answered with what it asks for', () => {
  const response = responseWith(401, www('nonce="n1",opaque="o",algorithm=sha-256,qop="auth,auth-int"'))
  const { fields } = retried(clientOf().challenged(requestWith(), response, NEW_EXCHANGE))
  expect(fields.map(({ name }) => name)).toEqual(['Authorization'])
  const [credentials] = credentialsIn(fields)
  expect(credentials).toMatchObject({
    username: 'alice',
    realm: 'example.com',
    nonce: 'n1',
    uri: 'sip:example.com',
    opaque: 'o',
    algorithm: 'sha-256',
    protection: { qop: 'auth', cnonce: 'cnonce-1', nc: '00000001' },
  })
  expect(credentials && isRight(credentials)).toBe(true)
})

test('a challenge without qop is answered as RFC 2069 has it', () => {
  const { fields } = retried(clientOf().challenged(requestWith(), responseWith(401, www('nonce="n1"')), NEW_EXCHANGE))
  const [credentials] = credentialsIn(fields)
  expect(credentials).toMatchObject({ algorithm: null, opaque: null, protection: null })
  expect(credentials && isRight(credentials)).toBe(true)
})

test('the strongest algorithm is answered, whatever the order, the topmost of equal ones', () => {
  const md5 = www('nonce="md5",algorithm=MD5,qop="auth"')
  const sha = www('nonce="sha",algorithm=SHA-256,qop="auth"')
  const session = www('nonce="sess",algorithm=SHA-256-sess,qop="auth"')
  const unknown = www('nonce="new",algorithm=SHA3-512,qop="auth"')
  const chosen = (...challenges: (readonly [string, string])[]) =>
    credentialsIn(retried(clientOf().challenged(requestWith(), responseWith(401, ...challenges), NEW_EXCHANGE)).fields).map(
      (credentials) => [credentials.nonce, isRight(credentials)],
    )
  expect(chosen(sha, md5)).toEqual([['sha', true]])
  expect(chosen(md5, unknown, sha)).toEqual([['sha', true]])
  expect(chosen(session, sha)).toEqual([['sess', true]])
  expect(chosen(unknown, md5)).toEqual([['md5', true]])
})

test('with the MD5 hash of the password alone, MD5 is answered', () => {
  const ha1 = ha1Of(alice.secrets, 'MD5', 'alice', 'example.com') ?? ''
  const client = clientOf([{ ...alice, secrets: [{ kind: 'ha1', hash: 'MD5', ha1 }] }])
  const both = responseWith(401, www('nonce="sha",algorithm=SHA-256,qop="auth"'), www('nonce="md5",algorithm=MD5,qop="auth"'))
  const [credentials] = credentialsIn(retried(client.challenged(requestWith(), both, NEW_EXCHANGE)).fields)
  expect(credentials?.nonce).toBe('md5')
  expect(credentials && isRight(credentials)).toBe(true)
})

test('later requests use the nonce again and count', () => {
  const client = clientOf()
  client.challenged(requestWith(), responseWith(401, www('nonce="n1",qop="auth"')), NEW_EXCHANGE)
  const later = [1, 2].flatMap(() => credentialsIn(client.authorize(requestWith())))
  expect(later.map(({ nonce, protection }) => [nonce, protection?.nc])).toEqual([
    ['n1', '00000002'],
    ['n1', '00000003'],
  ])
  expect(later.every(isRight)).toBe(true)
})

test('a proxy and a registrar are both answered, one after the other', () => {
  const client = clientOf()
  const first = retried(client.challenged(requestWith(), responseWith(407, proxy('nonce="p",qop="auth"')), NEW_EXCHANGE))
  expect(first.fields.map(({ name }) => name)).toEqual(['Proxy-Authorization'])
  const both = responseWith(401, www('nonce="r",qop="auth"'))
  const second = retried(client.challenged(requestWith(first.fields), both, first.exchange))
  expect(second.fields.map(({ name }) => name)).toEqual(['Proxy-Authorization', 'Authorization'])
  expect(credentialsIn(second.fields).map(({ realm, protection }) => [realm, protection?.nc])).toEqual([
    ['proxy', '00000002'],
    ['example.com', '00000001'],
  ])
})

test('realms whose identity is unknown do not keep others from being answered', () => {
  const client = clientOf([{ ...alice, realm: 'example.com' }])
  const both = responseWith(401, proxy('nonce="p",qop="auth"'), www('nonce="r",qop="auth"'))
  const { fields } = retried(client.challenged(requestWith(), both, NEW_EXCHANGE))
  expect(credentialsIn(fields).map(({ realm }) => realm)).toEqual(['example.com'])
})

test('a second challenge that is not stale means that the password is wrong', () => {
  const client = clientOf()
  const first = retried(client.challenged(requestWith(), responseWith(401, www('nonce="n1",qop="auth"')), NEW_EXCHANGE))
  const again = responseWith(401, www('nonce="n2",qop="auth"'))
  expect(client.challenged(requestWith(first.fields), again, first.exchange)).toEqual({ retry: false, reason: 'rejected' })
  expect(client.authorize(requestWith())).toEqual([])
})

test('a stale nonce is replaced, but not for ever', () => {
  const client = clientOf()
  let step = client.challenged(requestWith(), responseWith(401, www('nonce="n0",qop="auth"')), NEW_EXCHANGE)
  let repetitions = 0
  while (step.retry && repetitions < 100) {
    expect(credentialsIn(step.fields).map(({ nonce, protection }) => [nonce, protection?.nc])).toEqual([
      [`n${repetitions}`, '00000001'],
    ])
    repetitions++
    const stale = responseWith(401, www(`nonce="n${repetitions}",qop="auth",stale=true`))
    step = client.challenged(requestWith(step.fields), stale, step.exchange)
  }
  expect(step).toEqual({ retry: false, reason: 'too-many-challenges' })
  expect(repetitions).toBeLessThan(10)
})

// Kamailio 5.6 does not say `stale` of nonces that have expired.
test('a nonce of an earlier exchange that is no longer taken does not mean that the password is wrong', () => {
  const client = clientOf()
  client.challenged(requestWith(), responseWith(401, www('nonce="n1",qop="auth"')), NEW_EXCHANGE)
  const fields = client.authorize(requestWith())
  const other = responseWith(401, www('nonce="n2",qop="auth"'))
  const step = retried(client.challenged(requestWith(fields), other, NEW_EXCHANGE))
  expect(credentialsIn(step.fields).map(({ nonce }) => nonce)).toEqual(['n2'])
  expect(client.challenged(requestWith(step.fields), other, step.exchange)).toEqual({ retry: false, reason: 'rejected' })
})

test('a nonce that comes again goes on being counted', () => {
  const client = clientOf()
  const challenge = responseWith(401, www('nonce="n1",qop="auth"'))
  client.challenged(requestWith(), challenge, NEW_EXCHANGE)
  const { fields } = retried(client.challenged(requestWith(), challenge, NEW_EXCHANGE))
  expect(credentialsIn(fields).map(({ protection }) => protection)).toEqual([{ qop: 'auth', cnonce: 'cnonce-1', nc: '00000002' }])
})

test('the next nonce that a server announces is used from its first count on', () => {
  const client = clientOf()
  const { fields } = retried(client.challenged(requestWith(), responseWith(401, www('nonce="n1",qop="auth"')), NEW_EXCHANGE))
  client.accepted(requestWith(fields), responseWith(200, ['Authentication-Info', 'nextnonce="n2"']))
  const next = credentialsIn(client.authorize(requestWith()))
  expect(next.map(({ nonce, protection }) => [nonce, protection?.nc, protection?.cnonce])).toEqual([
    ['n2', '00000001', 'cnonce-2'],
  ])
  client.accepted(requestWith(fields), responseWith(200, ['Authentication-Info', 'nextnonce="']))
  client.accepted(requestWith(), responseWith(200, ['Authentication-Info', 'nextnonce="n3"']))
  expect(client.snapshot().map(({ nonce }) => nonce)).toEqual(['n2'])
})

test.each([
  ['no-challenge', []],
  ['no-challenge', [['WWW-Authenticate', 'Basic realm="x"']]],
  ['malformed-challenge', [['WWW-Authenticate', 'Digest realm="x']]],
  ['malformed-challenge', [www('nonce="'.padEnd(3000, 'n').concat('"'))]],
  ['no-algorithm', [www('nonce="n",algorithm=AKAv1-MD5')]],
  ['no-qop', [www('nonce="n",qop="auth-int"')]],
  ['no-qop', [www('nonce="n",algorithm=MD5-sess')]],
  ['no-identity', [www('nonce="n"', 'elsewhere')]],
] satisfies [string, (readonly [string, string])[]][])('gives up with %s (case %#)', (reason, headers) => {
  const client = clientOf([{ ...alice, realm: 'example.com' }])
  expect(client.challenged(requestWith(), responseWith(401, ...headers), NEW_EXCHANGE)).toEqual({ retry: false, reason })
})

test('a malformed challenge beside a good one does not matter', () => {
  const response = responseWith(401, ['WWW-Authenticate', 'Digest realm='], www('nonce="n"'))
  expect(clientOf().challenged(requestWith(), response, NEW_EXCHANGE).retry).toBe(true)
})

test('a snapshot goes on where the client was', () => {
  const client = clientOf()
  client.challenged(requestWith(), responseWith(401, www('nonce="n1",algorithm=SHA-256-sess,qop="auth"')), NEW_EXCHANGE)
  const kept: DigestSpace[] = JSON.parse(JSON.stringify(client.snapshot()))
  expect(JSON.stringify(kept)).not.toContain('wonderland')
  expect(clientOf([alice], kept).authorize(requestWith())).toEqual(client.authorize(requestWith()))
  expect(clientOf([], kept).authorize(requestWith())).toEqual([])
})

test('a server that asks for ever new realms does not fill the memory', () => {
  const client = clientOf()
  for (let n = 0; n < 50; n++)
    client.challenged(requestWith(), responseWith(401, www('nonce="n",qop="auth"', `realm-${n}`)), NEW_EXCHANGE)
  expect(client.snapshot().map(({ realm }) => realm)).toEqual([42, 43, 44, 45, 46, 47, 48, 49].map((n) => `realm-${n}`))
})

test('a name that cannot stand in a header line is refused', () => {
  expect(() => clientOf([{ ...alice, username: 'a\r\nX: y' }])).toThrow(AuthHeaderError)
})
