import { expect, test } from 'vitest'
import { answerTo, type OwnSession, offerOf, refusedMedia } from './own-description.ts'
import { parseDescription, printDescription, type SdpMedia, type SessionDescription } from './session-description.ts'

const offer = parseDescription(
  [
    ...['v=0', 'o=bob 7 7 IN IP4 192.0.2.9', 's=call', 'c=IN IP4 192.0.2.9', 't=2873397496 2873404696'],
    ...['m=video 5006 RTP/AVP 31', 'a=rtpmap:31 H261/90000', 'm=message 2855 TCP/MSRP *', 'a=path:x', 'm=audio 0 RTP/AVP 0'],
  ].join('\r\n'),
)
const chat: SdpMedia = {
  ...{ media: 'message', port: 2855, ports: null, protocol: 'TCP/MSRP', formats: ['*'] },
  lines: [{ type: 'a', value: 'setup:passive' }],
}
const session: OwnSession = { id: '42', address: '198.51.100.1', previous: null }

test('[C8] what is not taken is refused with port 0 and nothing said of it, in its place', () => {
  expect(printDescription(answerTo(offer, [null, chat], session))).toBe(
    [
      ...['v=0', 'o=- 42 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=2873397496 2873404696'],
      ...['m=video 0 RTP/AVP 31', 'm=message 2855 TCP/MSRP *', 'a=setup:passive', 'm=audio 0 RTP/AVP 0', ''],
    ].join('\r\n'),
  )
})

test('what is over in the offer is refused whatever is answered', () => {
  expect(answerTo(offer, [null, null, { ...chat, media: 'audio' }], session).media.map(({ port }) => port)).toEqual([0, 0, 0])
})

test('an offer without a time is answered with one', () => {
  expect(answerTo({ ...offer, lines: [] }, [], session).lines).toContainEqual({ type: 't', value: '0 0' })
})

test('a description that says the same has the same version, another one a higher one (RFC 3264 §8)', () => {
  const first = answerTo(offer, [null, chat], session)
  const same = answerTo(offer, [null, chat], { ...session, previous: first })
  const other = answerTo(offer, [], { ...session, previous: same })
  expect([first, same, other].map(({ origin }) => origin.version)).toEqual(['1', '1', '2'])
  expect(other.origin.sessionId).toBe('42')
})

test('a version beyond what a number can say grows by one', () => {
  const first = offerOf([chat], session)
  const previous: SessionDescription = { ...first, origin: { ...first.origin, version: '9007199254740993' } }
  expect(offerOf([null], { ...session, previous }).origin.version).toBe('9007199254740994')
})

test('an offer has all streams that there were, those that are over with port 0', () => {
  const previous = answerTo(offer, [null, chat], session)
  expect(offerOf([], { ...session, previous }).media.map(({ media, port }) => [media, port])).toEqual([
    ['video', 0],
    ['message', 0],
    ['audio', 0],
  ])
  const again = offerOf([null, chat, null, chat], { ...session, previous })
  expect(again.media.map(({ port }) => port)).toEqual([0, 2855, 0, 2855])
})

test('an IPv6 address is told as one', () => {
  const { origin, lines } = offerOf([chat], { ...session, address: '2001:db8::1' })
  expect(origin.addressType).toBe('IP6')
  expect(lines).toContainEqual({ type: 'c', value: 'IN IP6 2001:db8::1' })
})

test('a refused stream keeps its kind, protocol and formats', () => {
  expect(refusedMedia(chat)).toEqual({ ...chat, port: 0, lines: [] })
})
