import { expect, test } from 'vitest'
import { decideHandshake } from './handshake.ts'

const decide = (headers: Record<string, string>, allowed = true) => decideHandshake('/webrtcgateway/ws', headers, () => allowed)

test('the origin is judged before the subprotocol', () => {
  expect(decide({ origin: 'https://b.example' }, false)).toMatchObject({ status: 400 })
  expect(decide({ origin: 'https://b.example' })).toMatchObject({ status: 406 })
})

test('the subprotocol is found among others', () => {
  expect(decide({ 'sec-websocket-protocol': 'a, sylkRTC-2 ,b' })).toEqual({ accept: true })
  expect(decide({ 'sec-websocket-protocol': 'sylkrtc-2' })).toMatchObject({ status: 406 })
})

test('an origin cannot put anything into the status line but itself', () => {
  const decision = decide({ origin: `https://x\r\nSet-Cookie: a=b${'y'.repeat(1000)}` }, false)
  if (decision.accept) throw new Error('it was accepted')
  expect(decision.phrase).not.toMatch(/[\r\n]/)
  expect(decision.phrase.length).toBeLessThan(300)
})
