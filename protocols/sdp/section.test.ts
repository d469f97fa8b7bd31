import { expect, test } from 'vitest'
import {
  addressOf,
  attributeLine,
  attributeOf,
  attributesOf,
  connectionLine,
  directionOf,
  isOnHold,
  mirroredDirection,
} from './section.ts'
import { parseDescription, type SdpMedia, type SessionDescription } from './session-description.ts'

const HEAD = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n'

function described(session: readonly string[], media: readonly string[]): [SessionDescription, SdpMedia] {
  const description = parseDescription(HEAD + [...session, 'm=audio 5004 RTP/AVP 0', ...media].join('\r\n'))
  const [first] = description.media
  if (!first) throw new Error('the description has no media')
  return [description, first]
}

test('attributes are found by their whole name, in order, with and without a value', () => {
  const [, media] = described([], ['a=path', 'a=pathology:1', 'a=fmtp:0 a', 'a=fmtp:8 b:c', 'a=empty:', 'b=path:x', 'a=Path:y'])
  expect(attributesOf(media, 'fmtp')).toEqual(['0 a', '8 b:c'])
  expect(attributeOf(media, 'path')).toBe('')
  expect(attributeOf(media, 'empty')).toBe('')
  expect(attributeOf(media, 'patho')).toBeNull()
})

test('an attribute that is printed is found again', () => {
  const lines = [attributeLine('msrp-cema'), attributeLine('setup', 'passive')]
  expect(attributeOf({ lines }, 'msrp-cema')).toBe('')
  expect(attributeOf({ lines }, 'setup')).toBe('passive')
})

test.each([
  [['c=IN IP4 192.0.2.1'], [], '192.0.2.1'],
  [['c=IN IP4 192.0.2.1'], ['c=IN IP6 2001:db8::1'], '2001:db8::1'],
  [[], ['c=IN IP4 233.252.0.1/127/3'], '233.252.0.1'],
  [[], ['c=IN IP4 host.example.com'], 'host.example.com'],
  [[], [], null],
  [['c=IN IP4 192.0.2.1'], ['c=ATM NSAP 1'], null],
])('%j and %j: the address is %s', (session, media, expected) => {
  expect(addressOf(...described(session, media))).toBe(expected)
})

test('an address is printed as of its kind', () => {
  expect(connectionLine('2001:db8::1').value).toBe('IN IP6 2001:db8::1')
  expect(connectionLine('192.0.2.1').value).toBe('IN IP4 192.0.2.1')
})

test('a direction is that of the media, else of the session, else both ways', () => {
  expect(directionOf(...described(['a=sendonly'], ['a=inactive']))).toBe('inactive')
  expect(directionOf(...described(['a=sendonly'], ['a=sendonly:x']))).toBe('sendonly')
  expect(directionOf(...described([], []))).toBe('sendrecv')
})

test('what one side sends the other one receives', () => {
  expect((['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).map(mirroredDirection)).toEqual([
    ...['sendrecv', 'recvonly', 'sendonly', 'inactive'],
  ])
})

test.each([
  [['c=IN IP4 192.0.2.1', 'a=sendonly'], true],
  [['c=IN IP4 192.0.2.1', 'a=inactive'], true],
  [['c=IN IP4 0.0.0.0'], true],
  [['c=IN IP4 192.0.2.1', 'a=recvonly'], false],
  [['c=IN IP4 192.0.2.1'], false],
])('%j: on hold is %s (RFC 3264 §8.4)', (lines, expected) => {
  const [description, media] = described([], lines)
  expect(isOnHold(description, media)).toBe(expected)
  expect(isOnHold(description, { ...media, port: 0 })).toBe(false)
})
