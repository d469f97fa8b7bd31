import { describe, expect, test } from 'vitest'
import { expectTidy } from './after.ts'
import type { Bench, DialledCall } from './bench.ts'
import type { PhoneCall } from './phone.ts'
import { browserSdp, phoneSdp } from './sdp.ts'

const OFFER = browserSdp({ type: 'offer' })
const ANSWER = browserSdp({ type: 'answer' })
const SDP = expect.stringContaining('a=fingerprint')

/** A call between alice and bob's phone. */
async function talking(bench: Bench): Promise<DialledCall & { readonly call: PhoneCall; end(): Promise<void> }> {
  const bob = await bench.environment.phone('bob')
  const dialled = await bench.dial(bob.address)
  const call = await bob.nextCall()
  await call.answer()
  expect(await dialled.events.next()).toEqual({ kind: 'calling' })
  expect(await dialled.events.next()).toMatchObject({ kind: 'answered' })
  const end = async () => {
    await dialled.leg.release()
    expect(await call.ended()).toBe('bye')
    await expectTidy(bench)
    expect(dialled.events.size).toBe(0)
  }
  return { ...dialled, call, end }
}

export function describeInDialog(use: () => Bench): void {
  describe('a re-INVITE', () => {
    test('[12.51] of ours is answered with SDP', async () => {
      const { leg, events, call, end } = await talking(use())
      await leg.offer(browserSdp({ type: 'offer', video: true }), {})
      const offer = await call.nextOffer()
      expect(offer.sdp).toContain('m=video')
      offer.answer()
      expect(await events.next()).toEqual({ kind: 'offer-answered', sdp: SDP })
      await end()
    })

    test('[12.53] of ours that is refused is told as refused, and the call goes on', async () => {
      const bench = use()
      const { leg, events, call, end } = await talking(bench)
      await leg.offer(browserSdp({ type: 'offer', video: true }), {})
      const offer = await call.nextOffer()
      offer.reject(488)
      expect(await events.next()).toEqual({ kind: 'offer-rejected', code: 488, reason: 'Not Acceptable Here' })
      expect(await call.sendMessage('text/plain', 'still here')).toBe(200)
      expect(await events.next()).toMatchObject({ kind: 'message', content: 'still here' })
      await leg.offer(OFFER, {})
      const second = await call.nextOffer()
      second.answer()
      expect(await events.next()).toEqual({ kind: 'offer-answered', sdp: SDP })
      await end()
    })

    test('of ours that is answered late is not taken for a refused one', async () => {
      const { leg, events, call, end } = await talking(use())
      await leg.offer(OFFER, {})
      const offer = await call.nextOffer()
      await new Promise((resolve) => setTimeout(resolve, 1300))
      expect(events.size).toBe(0)
      offer.answer()
      expect(await events.next()).toEqual({ kind: 'offer-answered', sdp: SDP })
      await end()
    })

    test('[12.52] of the other side is handed up, and answered with what the client says', async () => {
      const { leg, events, call, end } = await talking(use())
      const answer = call.offerAgain(phoneSdp({ version: 2, video: true }))
      expect(await events.next()).toEqual({ kind: 'offer-received', sdp: expect.stringContaining('m=video') })
      await leg.answerOffer(browserSdp({ type: 'answer', video: true }), {})
      expect(await answer).toMatchObject({ code: 200, sdp: expect.stringMatching(/m=video [1-9]/) })
      await end()
    })

    test('of the other side that is rejected leaves everything as it is', async () => {
      const { leg, events, call, end } = await talking(use())
      const answer = call.offerAgain(phoneSdp({ version: 2, video: true }))
      expect(await events.next()).toMatchObject({ kind: 'offer-received' })
      await leg.rejectOffer(488)
      expect(await answer).toMatchObject({ code: 200, sdp: expect.stringMatching(/m=audio [1-9]/) })
      const again = call.offerAgain(phoneSdp({ version: 3 }))
      expect(await events.next()).toMatchObject({ kind: 'offer-received' })
      await leg.answerOffer(ANSWER, {})
      expect(await again).toMatchObject({ code: 200 })
      await end()
    })

    test('[12.54] of both sides at once: theirs meets 491, ours is answered', async () => {
      const { leg, events, call, end } = await talking(use())
      await leg.offer(OFFER, {})
      const ours = await call.nextOffer()
      expect(await call.offerAgain(phoneSdp({ version: 2 }))).toMatchObject({ code: 491 })
      ours.answer()
      expect(await events.next()).toEqual({ kind: 'offer-answered', sdp: SDP })
      await end()
    })

    test('without SDP gets the present offer, and nobody is bothered', async () => {
      const { call, end } = await talking(use())
      expect(await call.offerAgain('')).toMatchObject({ code: 200, sdp: expect.stringContaining('m=audio') })
      await end()
    })
  })

  describe('in a call', () => {
    test('[12.55] a key press is an INFO', async () => {
      const { leg, call, end } = await talking(use())
      await leg.sendDtmf('5', 300)
      expect(await call.nextInfo()).toEqual({ contentType: 'application/dtmf-relay', content: 'Signal=5\r\nDuration=300' })
      await leg.sendDtmf('#', null)
      expect(await call.nextInfo()).toEqual({ contentType: 'application/dtmf-relay', content: 'Signal=#\r\nDuration=160' })
      await end()
    })

    test('[12.56] messages pass unchanged both ways, and their outcome is told in order', async () => {
      const { leg, events, call, end } = await talking(use())
      const content = JSON.stringify({ v: 3, text: 'ünï→😀'.repeat(300), signature: 'x'.repeat(2000) })
      await leg.sendMessage('application/sylk-zrtp-negotiation', content)
      const received = await call.nextMessage()
      expect(received).toMatchObject({ contentType: 'application/sylk-zrtp-negotiation', content })
      received.respond(200)
      expect(await events.next()).toMatchObject({ kind: 'message-outcome', code: 200 })
      await leg.sendMessage('text/plain', 'unwanted')
      const unwanted = await call.nextMessage()
      unwanted.respond(488)
      expect(await events.next()).toMatchObject({ kind: 'message-outcome', code: 488 })
      expect(await call.sendMessage('text/plain', content)).toBe(200)
      expect(await events.next()).toMatchObject({
        kind: 'message',
        contentType: 'text/plain',
        content,
        sender: { uri: expect.stringContaining('bob@') },
      })
      await end()
    })

    test('what Janus refuses asynchronously is told with the operation it refused, and the call goes on', async () => {
      const { leg, events, call, end } = await talking(use())
      await leg.sendDtmf('55', null)
      const detail = 'Invalid element (digit should be one character)'
      expect(await events.next()).toEqual({ kind: 'operation-failed', operation: 'dtmf', detail })
      expect(await call.sendMessage('text/plain', 'still here')).toBe(200)
      expect(await events.next()).toMatchObject({ kind: 'message' })
      await end()
    })
  })
}
