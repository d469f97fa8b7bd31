import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AuthHeaderError, type AuthHeaderFault } from './auth-elements.ts'
import { parseChallenges, parseCredentials, parseNextNonce, printChallenge, printCredentials } from './auth-header.ts'

const response = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'

test('a challenge of RFC 7616 §3.9.1 is read', () => {
  const text =
    'Digest\trealm="http-auth@example.org",\r\n    qop="auth, auth-int",\r\n algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
  expect(parseChallenges(text.replaceAll('\r\n', ''))).toEqual([
    {
      realm: 'http-auth@example.org',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
      stale: false,
      algorithm: 'SHA-256',
      qop: ['auth', 'auth-int'],
    },
  ])
})

const bare = { opaque: null, stale: false, algorithm: null, qop: null }

test.each([
  ['Digest realm="a",nonce="b"', [{ ...bare, realm: 'a', nonce: 'b' }]],
  ['dIGEST REALM = a , nOnce="b" ,,', [{ ...bare, realm: 'a', nonce: 'b' }]],
  ['Digest realm="a\\"b\\\\c, d",nonce=""', [{ ...bare, realm: 'a"b\\c, d', nonce: '' }]],
  ['Digest realm="Köln",nonce="b",STALE=True', [{ ...bare, realm: 'Köln', nonce: 'b', stale: true }]],
  ['Digest realm="a",nonce="b",stale="no",qop=""', [{ ...bare, realm: 'a', nonce: 'b', qop: [] }]],
  ['Digest realm="a",nonce="b",domain="sip:x",ik="y",qop=auth', [{ ...bare, realm: 'a', nonce: 'b', qop: ['auth'] }]],
  ['Basic realm="x"', []],
  ['Negotiate', []],
  ['Negotiate YII=', []],
  ['', []],
])('%s is read', (text, challenges) => {
  expect(parseChallenges(text)).toEqual(challenges)
})

test('a field with several challenges gives those of Digest, in their order', () => {
  const text =
    'Basic realm="simple", Digest realm="a", nonce="1", algorithm=SHA-256, Negotiate a87421000492aa87==, Bearer, NewAuth x="y, Digest", ' +
    'Digest realm="a", nonce="2", algorithm=MD5'
  expect(parseChallenges(text).map(({ nonce, algorithm }) => [nonce, algorithm])).toEqual([
    ['1', 'SHA-256'],
    ['2', 'MD5'],
  ])
})

test.each<[string, AuthHeaderFault]>([
  ['realm="a"', 'syntax'],
  ['Digest realm="a" nonce="b"', 'syntax'],
  ['Digest realm="a, nonce="b"', 'syntax'],
  ['Digest realm="a', 'syntax'],
  ['Digest realm="a\\', 'syntax'],
  ['Digest realm="a",nonce=,x=y', 'syntax'],
  ['Digest Digest realm="a"', 'syntax'],
  ['Digest@ realm="a"', 'syntax'],
  ['"Digest" realm="a"', 'syntax'],
  ['Digest nonce="b"', 'missing-parameter'],
  ['Digest realm="b"', 'missing-parameter'],
  ['Digest realm', 'missing-parameter'],
  ['Digest realm="a",nonce="b",realm="c"', 'duplicate-parameter'],
  ['Digest realm="a",nonce="b",algorithm="MD5 x"', 'bad-value'],
  ['Digest realm="a\r\nX: y",nonce="b"', 'control-character'],
  ['Digest realm="a\ud800",nonce="b"', 'control-character'],
])('%j is refused as %s', (text, fault) => {
  expect(faultOf(() => parseChallenges(text))).toBe(fault)
})

test('length, schemes and parameters are bounded', () => {
  expect(faultOf(() => parseChallenges(`Digest realm="${'a'.repeat(8192)}",nonce="b"`))).toBe('too-long')
  expect(faultOf(() => printChallenge({ ...bare, realm: 'a'.repeat(8192), nonce: 'b' }))).toBe('too-long')
  expect(faultOf(() => parseChallenges(Array.from({ length: 17 }, () => 'Basic').join(',')))).toBe('too-many')
  const parameters = Array.from({ length: 33 }, (_, n) => `p${n}=1`)
  expect(faultOf(() => parseChallenges(`Digest ${parameters.join(',')}`))).toBe('too-many')
})

test('credentials of RFC 7616 §3.9.1 are read and printed', () => {
  const text =
    'Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", ' +
    `response="${response}", algorithm=SHA-256, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001, ` +
    'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"'
  const credentials = parseCredentials(text)
  expect(credentials).toEqual({
    username: 'Mufasa',
    realm: 'http-auth@example.org',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    uri: '/dir/index.html',
    response,
    algorithm: 'SHA-256',
    opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    protection: { qop: 'auth', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', nc: '00000001' },
  })
  expect(credentials && printCredentials(credentials)).toBe(text)
})

const good = `Digest username="u",realm="r",nonce="n",uri="sip:r",response="${response}"`

test('credentials may quote what they should not, and may be those of RFC 2069', () => {
  expect(parseCredentials(`${good},algorithm="MD5",qop="auth",nc="0000000A",cnonce=x`)).toMatchObject({
    algorithm: 'MD5',
    protection: { qop: 'auth', nc: '0000000A', cnonce: 'x' },
  })
  expect(parseCredentials(good)).toMatchObject({ algorithm: null, opaque: null, protection: null })
})

test.each(['Basic dTpw', 'Bearer token="x"'])('credentials of another scheme are none: %s', (text) => {
  expect(parseCredentials(text)).toBeNull()
})

test.each<[string, AuthHeaderFault]>([
  ['', 'syntax'],
  [`${good}, ${good}`, 'syntax'],
  [good.replace('username', 'user'), 'missing-parameter'],
  [good.replace('username=', "username*=UTF-8''"), 'syntax'],
  [good.replace(response, 'abc'), 'bad-value'],
  [`${good},userhash=true`, 'bad-value'],
  [`${good},qop=auth,nc=00000001`, 'missing-parameter'],
  [`${good},qop=auth,cnonce="x"`, 'missing-parameter'],
  [`${good},qop=auth,cnonce="x",nc=1`, 'bad-value'],
  [`${good},qop="a b",cnonce="x",nc=00000001`, 'bad-value'],
])('credentials %j are refused as %s', (text, fault) => {
  expect(faultOf(() => parseCredentials(text))).toBe(fault)
})

test('the next nonce is read from Authentication-Info', () => {
  expect(parseNextNonce('nextnonce="abc", qop=auth, rspauth="6629", cnonce="x", nc=00000001')).toBe('abc')
  expect(parseNextNonce('qop=auth')).toBeNull()
  expect(parseNextNonce('')).toBeNull()
  expect(faultOf(() => parseNextNonce('nextnonce="abc'))).toBe('syntax')
})

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !/\p{Cc}/u.test(value))
const token = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/)
const challenges = fc.record({
  realm: text,
  nonce: text,
  opaque: fc.option(text),
  stale: fc.boolean(),
  algorithm: fc.option(token),
  qop: fc.option(fc.array(fc.stringMatching(/^[a-z-]{1,8}$/), { maxLength: 3 })),
})
const credentials = fc.record({
  username: text,
  realm: text,
  nonce: text,
  uri: text,
  response: fc.stringMatching(/^[0-9a-f]{32}$/),
  algorithm: fc.option(token),
  opaque: fc.option(text),
  protection: fc.option(fc.record({ qop: token, cnonce: text, nc: fc.stringMatching(/^[0-9a-f]{8}$/) })),
})

test('what is printed reads back the same', () => {
  fc.assert(
    fc.property(challenges, credentials, (challenge, value) => {
      expect(parseChallenges(printChallenge(challenge))).toEqual([challenge])
      expect(parseCredentials(printCredentials(value))).toEqual(value)
    }),
  )
})

test('several printed challenges in one field read back the same', () => {
  fc.assert(
    fc.property(fc.array(challenges, { maxLength: 8 }), (list) => {
      expect(parseChallenges(list.map(printChallenge).join(', '))).toEqual(list)
    }),
  )
})

test('nothing can be smuggled into a header line', () => {
  const evil = fc.tuple(text, fc.constantFrom('\r', '\n', '\r\n', '\0', '\x7f', '\ud800'), text).map((parts) => parts.join(''))
  const keys = fc.constantFrom('username', 'realm', 'nonce', 'uri', 'response', 'algorithm', 'opaque')
  fc.assert(
    fc.property(credentials, keys, evil, (value, key, smuggled) => {
      expect(faultOf(() => printCredentials({ ...value, [key]: smuggled }))).toBe('unprintable')
    }),
  )
  fc.assert(
    fc.property(challenges, evil, (challenge, smuggled) => {
      expect(faultOf(() => printChallenge({ ...challenge, realm: smuggled }))).toBe('unprintable')
      expect(faultOf(() => printChallenge({ ...challenge, qop: [smuggled] }))).toBe('unprintable')
    }),
  )
})

function faultOf(run: () => unknown): AuthHeaderFault | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof AuthHeaderError) return error.fault
    throw error
  }
}
