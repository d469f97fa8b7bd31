import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { DigestClient, NEW_EXCHANGE } from './digest-client.ts'
import { type Sent, SentRequests } from './sent-requests.ts'

const sent = (method: string, cseq: number): Sent => ({
  method,
  purpose: 'modify',
  fields: [],
  description: null,
  request: request(method, { cseq, toTag: 'b1' }),
  exchange: NEW_EXCHANGE,
})
const challenge = { name: 'WWW-Authenticate', value: 'Digest realm="bob.example", nonce="n1", qop="auth", algorithm=SHA-256' }

test('a response takes out the request with its number and method, once', () => {
  const requests = new SentRequests(null)
  const update = sent('UPDATE', 5)
  requests.add(update)
  expect([requests.size, requests.has('UPDATE'), requests.has('BYE')]).toEqual([1, true, false])
  expect(requests.take(response(request('BYE', { cseq: 5 }), 200))).toBeUndefined()
  expect(requests.take(response(request('UPDATE', { cseq: 6 }), 200))).toBeUndefined()
  expect(requests.take(response(update.request, 200))).toBe(update)
  expect(requests.take(response(update.request, 200))).toBeUndefined()
  expect(requests.size).toBe(0)
})

test('a challenge is answered by who has credentials, and nothing else is', () => {
  const identity = { realm: null, username: 'alice', secrets: [{ kind: 'password', password: 'secret' } as const] }
  const requests = new SentRequests(new DigestClient([identity], () => 'cnonce'))
  const bye = sent('BYE', 5)
  const refused = response(bye.request, 401)
  const challenged = { ...refused, headers: [...refused.headers, challenge] }
  expect(requests.challenged(bye, challenged)?.fields.map(({ name }) => name)).toEqual(['Authorization'])
  expect(requests.challenged(bye, response(bye.request, 486))).toBeNull()
  expect(new SentRequests(null).challenged(bye, challenged)).toBeNull()
  expect(requests.authorize('BYE', 'sip:bob@bob.example').fields).toHaveLength(1)
  expect(new SentRequests(null).authorize('BYE', 'sip:bob@bob.example').fields).toEqual([])
})
