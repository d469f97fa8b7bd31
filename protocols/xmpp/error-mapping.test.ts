import { expect, test } from 'vitest'
import { errorOfMsrp, errorOfSip, msrpOfError, sipOfError, subscriptionEndOf } from './error-mapping.ts'
import { stanzaError } from './stanza-error.ts'

test.each([
  [404, 'item-not-found', 'cancel'],
  [480, 'recipient-unavailable', 'wait'],
  [603, 'recipient-unavailable', 'wait'],
  [403, 'forbidden', 'auth'],
  [408, 'remote-server-timeout', 'wait'],
  [482, 'not-acceptable', 'cancel'],
  [302, 'redirect', 'modify'],
  [418, 'bad-request', 'modify'],
  [599, 'internal-server-error', 'cancel'],
  [666, 'recipient-unavailable', 'wait'],
  [399, 'redirect', 'modify'],
])('SIP says %i, XMPP %s', (status, condition, type) => {
  expect(errorOfSip(status)).toMatchObject({ condition, type })
})

test.each([
  [404, 'item-not-found'],
  [413, 'policy-violation'],
  [481, 'recipient-unavailable'],
  [999, 'undefined-condition'],
])('MSRP says %i, XMPP %s', (status, condition) => {
  expect(errorOfMsrp(status).condition).toBe(condition)
})

test('XMPP says what SIP and MSRP say in numbers', () => {
  expect(sipOfError(stanzaError('item-not-found'), 'request')).toBe(404)
  expect(sipOfError(stanzaError('not-acceptable'), 'sdp')).toBe(488)
  expect(sipOfError(stanzaError('not-acceptable'), 'request')).toBe(406)
  expect(sipOfError(stanzaError('gone', { address: 'xmpp:a@b' }), 'request')).toBe(301)
  expect(sipOfError(stanzaError('gone'), 'request')).toBe(410)
  expect(msrpOfError(stanzaError('service-unavailable'))).toBe(408)
})

test('a subscription that is refused ends, and one that is only delayed does not', () => {
  expect(subscriptionEndOf(stanzaError('forbidden'))).toBe('rejected')
  expect(subscriptionEndOf(stanzaError('service-unavailable'))).toBe('noresource')
  expect(subscriptionEndOf(stanzaError('remote-server-timeout'))).toBeNull()
})
