import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRequest } from './request.ts'

const read = (frame: object) => {
  const parsed = parseRequest(JSON.stringify({ transaction: 't', session: 's', ...frame }))
  return parsed.kind === 'request' ? parsed.request : parsed
}
const trickle = (candidate: object) => read({ sylkrtc: 'session-trickle', candidates: [candidate] })
const answer = (headers: unknown) => read({ sylkrtc: 'session-answer', sdp: 'v=0', headers })
const press = (digit: string, duration?: number | null) => read({ sylkrtc: 'session-dtmf-info', digit, duration })

test.each([
  { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 },
  { candidate: '', sdpMid: null, sdpMLineIndex: null },
  { candidate: '' },
])('a candidate is taken as browsers write it: %j', (candidate) => {
  expect(trickle({ ...candidate, usernameFragment: 'abcd' })).toMatchObject({ candidates: [candidate] })
})

test('a candidate cannot smuggle a line into a session description', () => {
  expect(trickle({ candidate: 'candidate:1\r\na=sendrecv' })).toHaveProperty('error')
  expect(trickle({ candidate: '', sdpMid: '0\r\na=sendrecv' })).toHaveProperty('error')
})

test('a session description holds no NUL and no half of a character', () => {
  const describe = (sdp: string) => read({ sylkrtc: 'session-answer', sdp })
  expect(describe('v=0\r\ns=ü 😀\r\n')).toMatchObject({ sdp: 'v=0\r\ns=ü 😀\r\n' })
  for (const sdp of ['v=0\r\ns=a\0b\r\n', 'v=0\r\ns=\ud83d\r\n']) expect(describe(sdp)).toHaveProperty('error')
})

test('headers keep their order and case', () => {
  const headers = [
    { name: 'X-Sylk-ZRTP', value: 'v=3; suites=AES-128-GCM' },
    { name: 'x-b', value: '' },
  ]
  expect(answer(headers)).toMatchObject({ headers })
  expect(answer(null)).toMatchObject({ headers: null })
})

test.each([
  { name: '', value: 'x' },
  { name: 'X Y', value: 'x' },
  { name: 'X:', value: 'x' },
  { name: 'X\r\nVia', value: 'x' },
  { name: 'Ünicode', value: 'x' },
  { name: 'X', value: 'x\r\nVia: y' },
  { name: 'X', value: 'x\n y' },
  { name: 'X', value: '\0' },
  { name: 'X', value: 'x'.repeat(8193) },
  { name: 'X' },
])('a header that would break out of its line is refused: %j', (header) => {
  expect(answer([header])).toHaveProperty('error')
})

test('whatever headers come, those that pass are one line each', () => {
  const text = fc.string({ unit: fc.constantFrom('X', '-', ':', ' ', '\r', '\n', '\0', 'é'), maxLength: 6 })
  fc.assert(
    fc.property(text, text, (name, value) => {
      const result = answer([{ name, value }])
      if ('error' in result) return
      expect(`${name}: ${value}`).toMatch(/^[!-9;-~]+: [^\r\n\0]*$/)
    }),
    { numRuns: 1000 },
  )
})

test('keys are 0-9 A-D * # and a comma, one or several', () => {
  expect(press('5')).toMatchObject({ digit: '5' })
  expect(press('0123456789ABCD*#,', 160)).toMatchObject({ digit: '0123456789ABCD*#,', duration: 160 })
  expect(press('abcd', null)).toMatchObject({ digit: 'ABCD', duration: null })
  for (const bad of ['', 'E', '1 2', '1\r\n2', '５', '5'.repeat(65)]) expect(press(bad)).toHaveProperty('error')
  for (const bad of [-1, 0.5, 60_001]) expect(press('5', bad)).toHaveProperty('error')
})
