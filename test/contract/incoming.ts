import { describe, expect, test } from 'vitest'
import { until } from '../interop/until.ts'
import { expectTidy } from './after.ts'
import type { Bench } from './bench.ts'
import { browserSdp, phoneSdp } from './sdp.ts'

const ANSWER = browserSdp({ type: 'answer' })

export function describeIncoming(use: () => Bench): void {
  describe('an incoming call', () => {
    test('[12.41] [12.37] [12.43] names its caller and Call-ID, and its answer carries the headers of the client', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, nextCall } = await bench.register('alice')
      const call = bob.call(`alice@${bench.environment.domain}`, { headers: { 'X-Offer': 'o' } })
      const { leg, events, ...incoming } = await nextCall()
      expect(incoming).toMatchObject({
        callId: call.callId,
        caller: { uri: bob.address, displayName: '' },
        headers: { 'X-Offer': 'o' },
      })
      expect(incoming.sdp).toContain('a=fingerprint')
      await leg.addCandidates([])
      await leg.answer(ANSWER, { 'X-Answer': 'a' })
      expect(await call.answered()).toMatchObject({ sdp: expect.stringContaining('m=audio'), headers: { 'X-Answer': 'a' } })
      expect(await events.next()).toEqual({ kind: 'answered', sdp: null, callId: '', headers: {} })
      call.hangUp()
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 200, elsewhere: false })
      await leg.release()
      await line.close()
      expect(bench.recorder.eventsWith('incomingcall +offer')).toEqual(
        expect.arrayContaining(['registering', 'registered', 'incomingcall +offer', 'accepted', 'hangup 200']),
      )
      await expectTidy(bench)
    })

    test('[12.45] is declined with the code asked for', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, nextCall } = await bench.register('alice')
      const call = bob.call(`alice@${bench.environment.domain}`)
      const { leg, events } = await nextCall()
      await leg.decline(603)
      expect(await call.refused()).toBe(603)
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 603 })
      await line.close()
      await expectTidy(bench)
    })

    test.each([
      { how: 'by its caller', reason: undefined, elsewhere: false },
      { how: 'as answered elsewhere', reason: 'SIP;cause=200;text="Call completed elsewhere"', elsewhere: true },
    ])('[12.44] that is cancelled $how ends with 487 and says so', async ({ reason, elsewhere }) => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, nextCall } = await bench.register('alice')
      const call = bob.call(`alice@${bench.environment.domain}`)
      const { events } = await nextCall()
      call.cancel(reason)
      expect(await events.next()).toEqual({ kind: 'ended', code: 487, reason: 'Request Terminated', elsewhere })
      expect(await call.refused()).toBe(487)
      await line.close()
      await expectTidy(bench)
    })

    test('[12.59] finds the line free while others are going on: three at once', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, nextCall } = await bench.register('alice')
      await until('helpers wait', 5000, () => bench.recorder.handles === 3)
      const calls = [1, 2, 3].map(() => bob.call(`alice@${bench.environment.domain}`))
      const incoming = [await nextCall(), await nextCall(), await nextCall()]
      expect(incoming.map(({ callId }) => callId).sort()).toEqual(calls.map(({ callId }) => callId).sort())
      for (const { leg } of incoming) await leg.answer(ANSWER, {})
      for (const call of calls) await call.answered()
      for (const { leg } of incoming) await leg.release()
      for (const call of calls) expect(await call.ended()).toBe('bye')
      await line.close()
      await expectTidy(bench)
    })

    test('that finds all sixteen places taken is told as missed', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, events, waiting } = await bench.register('alice')
      await until('helpers wait', 5000, () => bench.recorder.handles === 3)
      const calls = Array.from({ length: 20 }, () => bob.call(`alice@${bench.environment.domain}`))
      // How many get through depends on how fast places are made, but every call is told of one way or the other.
      await until('each call is told', 5000, () => waiting.size + events.size === calls.length)
      expect(waiting.size).toBeGreaterThanOrEqual(3)
      expect(waiting.size).toBeLessThanOrEqual(16)
      const missed = await Promise.all(Array.from({ length: events.size }, () => events.next()))
      for (const event of missed) expect(event).toEqual({ kind: 'missed', caller: { uri: bob.address, displayName: '' } })
      for (const call of calls) call.cancel()
      await Promise.all(calls.map((call) => call.refused()))
      await line.close()
      await expectTidy(bench)
    })

    test('goes on when its line closes, on whichever handle it is', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, nextCall } = await bench.register('alice')
      await until('helpers wait', 5000, () => bench.recorder.handles === 3)
      const calls = [1, 2].map(() => bob.call(`alice@${bench.environment.domain}`))
      const incoming = [await nextCall(), await nextCall()]
      for (const { leg } of incoming) await leg.answer(ANSWER, {})
      for (const call of calls) await call.answered()
      const dialled = await bench.dial(bob.address)
      const third = await bob.nextCall()
      await third.answer()
      await line.close()
      await until('the binding is removed', 5000, async () => (await bench.environment.bindings('alice')).length === 0)
      for (const { leg, events } of incoming) {
        await leg.sendMessage('text/plain', 'still here')
        expect(await events.next()).toMatchObject({ kind: 'answered' })
      }
      for (const call of calls) {
        const message = await call.nextMessage()
        expect(message.content).toBe('still here')
        message.respond(200)
      }
      expect(await third.sendMessage('text/plain', 'me too')).toBe(200)
      for (const { leg } of incoming) await leg.hangUp()
      for (const call of calls) expect(await call.ended()).toBe('bye')
      await dialled.leg.release()
      expect(await third.ended()).toBe('bye')
      await expectTidy(bench)
    })

    test.each([
      { offer: 'demanded', secure: true, profile: 'RTP/SAVP' },
      { offer: 'offered as an option', secure: 'optional', profile: 'RTP/AVP' },
    ] as const)('with SRTP $offer is answered with SRTP', async ({ secure, profile }) => {
      const bench = use()
      const bob = await bench.environment.phone('bob', { secure: true })
      const { line, nextCall } = await bench.register('alice')
      const call = bob.call(`alice@${bench.environment.domain}`, { sdp: phoneSdp({ secure }) })
      const { leg } = await nextCall()
      await leg.answer(ANSWER, {})
      const { sdp } = await call.answered()
      expect(sdp).toMatch(new RegExp(`m=audio \\d+ ${profile} `))
      expect(sdp).toContain('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:')
      await leg.release()
      await line.close()
      await expectTidy(bench)
    })
  })
}
