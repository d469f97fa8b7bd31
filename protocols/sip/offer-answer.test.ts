import { expect, test } from 'vitest'
import { request } from '../../test/torture/sip/messages.ts'
import { withFields } from './message.ts'
import {
  beginInvite,
  type Carrier,
  describe,
  descriptionOf,
  endInvite,
  glareInterval,
  hasForeignBody,
  judgeOffer,
  NO_SESSION,
  type OfferAnswer,
  offerObstacle,
  overlapRetryAfter,
  type Side,
  withdrawOffer,
} from './offer-answer.ts'

/** What each description of those is, one after the other, within an INVITE of ours. */
function rolesOf(...described: readonly (readonly [Side, Carrier])[]): string[] {
  let state = beginInvite(NO_SESSION, 'us')
  return described.map(([by, carrier]) => {
    const step = describe(state, by, carrier)
    state = step.state
    return step.role
  })
}

const offered = (by: Side, carrier: Carrier, from: OfferAnswer = NO_SESSION) => describe(from, by, carrier).state
const session: OfferAnswer = { agreed: true, pending: null, invite: null }

test('all six ways of RFC 6337 to offer and answer', () => {
  expect(rolesOf(['us', 'INVITE'], ['peer', '2xx'])).toEqual(['offer', 'answer'])
  expect(rolesOf(['peer', '2xx'], ['us', 'ACK'])).toEqual(['offer', 'answer'])
  expect(rolesOf(['us', 'INVITE'], ['peer', '1xx'])).toEqual(['offer', 'answer'])
  expect(rolesOf(['peer', '1xx'], ['us', 'PRACK'])).toEqual(['offer', 'answer'])
  expect(rolesOf(['us', 'INVITE'], ['peer', '1xx'], ['us', 'PRACK'], ['peer', 'PRACK-2xx'])).toEqual([
    'offer',
    'answer',
    'offer',
    'answer',
  ])
  expect(rolesOf(['us', 'INVITE'], ['peer', '1xx'], ['peer', 'UPDATE'], ['us', 'UPDATE-2xx'])).toEqual([
    'offer',
    'answer',
    'offer',
    'answer',
  ])
})

test('a description that answers nothing and may not offer is extra', () => {
  expect(rolesOf(['us', 'INVITE'], ['peer', '1xx'], ['peer', '2xx'])).toEqual(['offer', 'answer', 'extra'])
  expect(rolesOf(['us', 'INVITE'], ['us', 'UPDATE'])).toEqual(['offer', 'extra'])
  expect(rolesOf(['us', 'UPDATE'], ['us', 'ACK'])).toEqual(['extra', 'extra'])
})

test('an offer of ours waits for the one under way, and for what the INVITE under way has to say first', () => {
  expect(offerObstacle(session, 'INVITE')).toBeNull()
  expect(offerObstacle(beginInvite(session, 'peer'), 'INVITE')).toBe('invite-pending')
  expect(offerObstacle(beginInvite(session, 'peer'), 'UPDATE')).toBe('unsettled')
  expect(offerObstacle(offered('us', 'UPDATE', session), 'UPDATE')).toBe('offer-pending')
  expect(offerObstacle({ ...session, invite: { by: 'us', settled: true } }, 'UPDATE')).toBeNull()
})

test("an offer of the peer's meets 491 while ours is under way, and 500 while an earlier one of its own is", () => {
  expect(judgeOffer(session, 'INVITE')).toEqual({ taken: true })
  expect(judgeOffer(offered('us', 'UPDATE', session), 'UPDATE')).toEqual({ taken: false, status: 491 })
  expect(judgeOffer(offered('peer', 'UPDATE', session), 'INVITE')).toEqual({ taken: false, status: 500 })
  expect(judgeOffer(beginInvite(session, 'us'), 'INVITE')).toEqual({ taken: false, status: 491 })
  expect(judgeOffer(beginInvite(session, 'peer'), 'INVITE')).toEqual({ taken: false, status: 500 })
})

test('a refused offer leaves the session as it was, and a 2xx leaves its own offer to the ACK', () => {
  const invited = offered('us', 'INVITE', beginInvite(session, 'us'))
  expect(endInvite(invited, false)).toEqual(session)
  expect(withdrawOffer(offered('us', 'UPDATE', session))).toEqual(session)
  const late = endInvite(offered('peer', '2xx', beginInvite(session, 'us')), true)
  expect(late.pending).toEqual({ by: 'peer', in: '2xx' })
  expect(describe(late, 'us', 'ACK')).toEqual({ role: 'answer', state: session })
})

test('who owns the Call-ID waits 2.1 to 4 s after 491, the other 0 to 2 s, in steps of 10 ms', () => {
  expect([glareInterval(true, 0), glareInterval(true, 0.9999999)]).toEqual([2100, 4000])
  expect([glareInterval(false, 0), glareInterval(false, 0.9999999)]).toEqual([0, 2000])
  expect(glareInterval(true, 0.123) % 10).toBe(0)
  expect([overlapRetryAfter(0), overlapRetryAfter(0.9999999)]).toEqual([0, 10])
})

test('only a body that says it is SDP is a description, and what must be understood and is not is foreign', () => {
  const bare = { ...request('INVITE'), body: new Uint8Array([118, 61, 48]) }
  const described = withFields(bare, 'Content-Type', ['Application/SDP ; charset=utf-8'])
  expect([descriptionOf(described), hasForeignBody(described)]).toEqual([bare.body, false])
  const other = withFields(bare, 'Content-Type', ['text/plain'])
  expect([descriptionOf(other), hasForeignBody(other)]).toEqual([null, true])
  expect(hasForeignBody(withFields(other, 'Content-Disposition', ['icon;handling=optional']))).toBe(false)
  expect([descriptionOf(request('INVITE')), hasForeignBody(request('INVITE'))]).toEqual([null, false])
  const packed = withFields(described, 'Content-Encoding', ['identity', 'gzip'])
  expect([descriptionOf(packed), hasForeignBody(packed)]).toEqual([null, true])
  expect(descriptionOf(withFields(described, 'Content-Encoding', ['Identity']))).toBe(bare.body)
})
