import { expect, test } from 'vitest'
import {
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  digestAlgorithm,
  digestResponse,
  ha1Of,
  sameDigest,
  weaknessOf,
} from './digest.ts'

const known = (name: string): DigestAlgorithm => {
  const algorithm = digestAlgorithm(name)
  if (!algorithm) throw new Error(`${name} is not known`)
  return algorithm
}

const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'

/** The vectors of the RFCs: each has user, realm, password, and what is hashed. */
test.each([
  {
    source: 'RFC 2617 §3.5',
    algorithm: 'MD5',
    user: ['Mufasa', 'testrealm@host.com', 'Circle Of Life'],
    subject: {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      protection: { qop: 'auth', cnonce: '0a4f113b', nc: '00000001' },
    },
    response: '6629fae49393a05397450978507c4ef1',
  },
  {
    source: 'RFC 2069 §2.4 (as its erratum 749 has it)',
    algorithm: 'MD5',
    user: ['Mufasa', 'testrealm@host.com', 'CircleOfLife'],
    subject: { method: 'GET', uri: '/dir/index.html', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093', protection: null },
    response: '1949323746fe6a43ef61f9606e7febea',
  },
  {
    source: 'RFC 7616 §3.9.1',
    algorithm: 'MD5',
    user: ['Mufasa', 'http-auth@example.org', 'Circle of Life'],
    subject: { method: 'GET', uri: '/dir/index.html', nonce, protection: { qop: 'auth', cnonce, nc: '00000001' } },
    response: '8ca523f5e9506fed4657c9700eebdbec',
  },
  {
    source: 'RFC 7616 §3.9.1',
    algorithm: 'SHA-256',
    user: ['Mufasa', 'http-auth@example.org', 'Circle of Life'],
    subject: { method: 'GET', uri: '/dir/index.html', nonce, protection: { qop: 'auth', cnonce, nc: '00000001' } },
    response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  },
  {
    source: 'RFC 7616 §3.9.2 (as its erratum 4897 has it)',
    algorithm: 'SHA-512-256',
    user: ['Jäsøn Doe', 'api@example.org', 'Secret, or not?'],
    subject: {
      method: 'GET',
      uri: '/doe.json',
      nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
      protection: { qop: 'auth', cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v', nc: '00000001' },
    },
    response: '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5',
  },
])(
  '$algorithm gives the response of $source',
  ({ algorithm, user: [name = '', realm = '', password = ''], subject, response }) => {
    const ha1 = ha1Of([{ kind: 'password', password }], known(algorithm).hash, name, realm) ?? ''
    expect(digestResponse(known(algorithm), ha1, subject)).toBe(response)
    // The same from HA1 alone, as it is kept where passwords are not.
    const kept = ha1Of([{ kind: 'ha1', hash: known(algorithm).hash, ha1: ha1.toUpperCase() }], known(algorithm).hash, name, realm)
    expect(digestResponse(known(algorithm), kept ?? '', subject)).toBe(response)
  },
)

test('a session algorithm hashes the nonces into HA1', () => {
  const subject = { method: 'REGISTER', uri: 'sip:a', nonce: 'n', protection: { qop: 'auth', cnonce: 'c', nc: '00000001' } }
  const ha1 = ha1Of([{ kind: 'password', password: 'p' }], 'MD5', 'u', 'r') ?? ''
  // MD5("u:r:p"), and MD5 of that with ":n:c", from coreutils' md5sum.
  expect(ha1).toBe('44add22b6f3179b751eafd68ee370f7d')
  const session = digestResponse(known('MD5-sess'), ha1, subject)
  expect(session).toBe(digestResponse(known('MD5'), '8e0121e7dd930ca084eb6de15ca7c835', subject))
})

test('what cannot be computed is null', () => {
  const subject = { method: 'REGISTER', uri: 'sip:a', nonce: 'n', protection: null }
  expect(digestResponse(known('MD5-sess'), 'x', subject)).toBeNull()
  const protection = { qop: 'auth-int', cnonce: 'c', nc: '00000001' }
  expect(digestResponse(known('MD5'), 'x', { ...subject, protection })).toBeNull()
  expect(ha1Of([{ kind: 'ha1', hash: 'MD5', ha1: 'x' }], 'SHA-256', 'u', 'r')).toBeNull()
  expect(ha1Of([], 'MD5', 'u', 'r')).toBeNull()
})

test('algorithms are known by name in any case, and MD5 where none is named', () => {
  expect(digestAlgorithm(null)?.name).toBe('MD5')
  expect(digestAlgorithm('sha-256')?.name).toBe('SHA-256')
  expect(digestAlgorithm('Sha-512-256-SESS')).toMatchObject({ hash: 'SHA-512-256', session: true })
  expect(digestAlgorithm('AKAv1-MD5')).toBeNull()
  expect(digestAlgorithm('')).toBeNull()
  expect(DIGEST_ALGORITHMS.toSorted((one, other) => weaknessOf(one) - weaknessOf(other))).toEqual(DIGEST_ALGORITHMS)
})

test.each([
  ['', '', true],
  ['ab', 'ab', true],
  ['ab', 'aB', false],
  ['ab', 'abc', false],
  ['ab', '', false],
])('%j and %j are the same digest: %s', (one, other, same) => {
  expect(sameDigest(one, other)).toBe(same)
})
