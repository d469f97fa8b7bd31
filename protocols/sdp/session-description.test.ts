import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SdpError, type SdpFault } from './sdp-error.ts'
import { parseDescription, printDescription, SDP_LIMITS, type SessionDescription } from './session-description.ts'

/** As Blink offers a chat. */
const BLINK = [
  'v=0',
  'o=- 3724394400 3724394400 IN IP4 198.51.100.1',
  's=Blink 5.0.0 (Linux)',
  'c=IN IP4 198.51.100.1',
  't=0 0',
  'a=tool:x:y',
  'm=message 2855 TCP/TLS/MSRP *',
  'a=path:msrps://198.51.100.1:2855/2dc6c9b2fc4f7c4e1a0b;tcp',
  'a=accept-types:message/cpim text/* image/* application/im-iscomposing+xml',
  'a=setup:actpass',
  'm=audio 5004/2 RTP/AVP 0 101',
  'i=voice',
  'a=rtcp-mux',
  '',
].join('\r\n')

const HEAD = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n'

function fault(run: () => unknown): SdpFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof SdpError) return error.fault
    throw error
  }
  return null
}

test('sections, the lines that have a place of their own, and all other lines in their order are read', () => {
  const { origin, lines, media } = parseDescription(BLINK)
  expect(origin).toEqual({
    ...{ username: '-', sessionId: '3724394400', version: '3724394400' },
    ...{ network: 'IN', addressType: 'IP4', address: '198.51.100.1' },
  })
  expect(lines.map(({ type, value }) => `${type}=${value}`)).toEqual([
    's=Blink 5.0.0 (Linux)',
    'c=IN IP4 198.51.100.1',
    't=0 0',
    'a=tool:x:y',
  ])
  expect(media.map((section) => section.lines.length)).toEqual([3, 2])
  expect(media[0]).toMatchObject({ media: 'message', port: 2855, ports: null, protocol: 'TCP/TLS/MSRP', formats: ['*'] })
  expect(media[1]).toMatchObject({ media: 'audio', port: 5004, ports: 2, formats: ['0', '101'] })
})

test('what was read is printed byte for byte', () => {
  expect(printDescription(parseDescription(BLINK))).toBe(BLINK)
  expect(printDescription(parseDescription(new TextEncoder().encode(BLINK)))).toBe(BLINK)
})

test.each([
  ['line feeds alone', BLINK.replaceAll('\r\n', '\n')],
  ['no end of the last line', BLINK.trimEnd()],
  ['empty lines at the end', `${BLINK}\r\n\r\n`],
  ['a byte order mark', new TextEncoder().encode(`\ufeff${BLINK}`)],
])('%s: is forgiven', (_what, text) => {
  expect(printDescription(parseDescription(text))).toBe(BLINK)
})

test('a refused stream without formats, and a description without name, time and media, are read', () => {
  expect(parseDescription(HEAD)).toMatchObject({ lines: [], media: [] })
  expect(parseDescription(`${HEAD}m=video 0 RTP/AVP\r\n`).media).toMatchObject([{ port: 0, formats: [] }])
})

test.each<[SdpFault, Uint8Array | string]>([
  ['bad-version', ''],
  ['bad-version', 'v=1\r\no=- 1 1 IN IP4 192.0.2.1\r\n'],
  ['bad-version', 'o=- 1 1 IN IP4 192.0.2.1\r\nv=0\r\n'],
  ['bad-origin', 'v=0\r\ns=-\r\n'],
  ['bad-origin', 'v=0\r\no=- one 1 IN IP4 192.0.2.1\r\n'],
  ['bad-order', `${HEAD}s=-\r\ns=-\r\n`],
  ['bad-order', `${HEAD}o=- 1 1 IN IP4 192.0.2.1\r\n`],
  ['bad-order', `${HEAD}m=audio 1 RTP/AVP 0\r\nt=0 0\r\n`],
  ['bad-order', `${HEAD}x=unknown\r\n`],
  ['bad-line', `${HEAD}a:b\r\n`],
  ['bad-line', `${HEAD}\r\na=b\r\n`],
  ['bad-line', `${HEAD}a=b\rc\r\n`],
  ['bad-line', `${HEAD}a=\0\r\n`],
  ['bad-media', `${HEAD}m=audio 65536 RTP/AVP 0\r\n`],
  ['bad-media', `${HEAD}m=audio RTP/AVP 0\r\n`],
  ['bad-media', `${HEAD}m=audio -1 RTP/AVP 0\r\n`],
  ['not-utf8', Uint8Array.of(0x76, 0x3d, 0xff)],
  ['too-large', `${HEAD}a=${'x'.repeat(SDP_LIMITS.length)}`],
  ['too-many-lines', HEAD + 'a=x\r\n'.repeat(SDP_LIMITS.lines)],
  ['line-too-long', `${HEAD}a=${'x'.repeat(SDP_LIMITS.line)}`],
  ['too-many-media', HEAD + 'm=audio 0 RTP/AVP 0\r\n'.repeat(SDP_LIMITS.media + 1)],
])('%s is what is wrong with text %$', (expected, text) => {
  expect(fault(() => parseDescription(text))).toBe(expected)
})

test('a description as large as allowed is read', () => {
  const lines = 'a=x\r\n'.repeat(SDP_LIMITS.lines - 2)
  expect(parseDescription(HEAD + lines).lines).toHaveLength(SDP_LIMITS.lines - 2)
})

test.each<[string, (given: SessionDescription) => SessionDescription]>([
  ['an attribute with a line end', (given) => ({ ...given, lines: [{ type: 'a', value: 'x\r\nm=audio 1 RTP/AVP 0' }] })],
  ['a line of two letters', (given) => ({ ...given, lines: [{ type: 'ab', value: 'x' }] })],
  ['a line m= among those of the session', (given) => ({ ...given, lines: [{ type: 'm', value: 'audio 1 RTP/AVP 0' }] })],
  ['a user name with a space', (given) => ({ ...given, origin: { ...given.origin, username: 'a b' } })],
  ['a version that is no number', (given) => ({ ...given, origin: { ...given.origin, version: 'x' } })],
  ['a format of two words', (given) => ({ ...given, media: given.media.map((one) => ({ ...one, formats: ['0 8'] })) })],
  ['a port that is none', (given) => ({ ...given, media: given.media.map((one) => ({ ...one, port: 65_536 })) })],
])('%s is not printed', (_what, change) => {
  expect(fault(() => printDescription(change(parseDescription(BLINK))))).toBe('bad-value')
})

test('arbitrary text gives a description that prints and reads back the same, or the typed error', () => {
  const line = fc.oneof(
    fc.constantFrom('s=-', 't=0 0', 'c=IN IP4 0.0.0.0', 'a=sendonly', 'm=message 9 TCP/MSRP *', 'm=audio 0 RTP/AVP  0 8 ', ''),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\r\n', '\n'), (lines, end) => {
      const text = HEAD + lines.join(end)
      if (fault(() => parseDescription(text)) !== null) return
      const description = parseDescription(text)
      expect(parseDescription(printDescription(description))).toEqual(description)
    }),
    { numRuns: 1000 },
  )
})
