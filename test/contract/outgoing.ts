import { describe, expect, test } from 'vitest'
import { expectTidy } from './after.ts'
import type { Bench } from './bench.ts'
import { browserSdp, demandsSrtp, phoneSdp } from './sdp.ts'

const SDP = expect.stringContaining('a=fingerprint')

export function describeOutgoing(use: () => Bench): void {
  describe('a dialled call', () => {
    test('[12.34] [12.37] rings, is answered with SDP, Call-ID and the headers asked for, and ends with BYE', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { leg, events } = await bench.dial(bob.address, { headers: { 'X-Sylk-ZRTP': 'v=3; suites=AES-128-GCM' } })
      const call = await bob.nextCall()
      expect(call.headers).toMatchObject({ 'X-Sylk-ZRTP': 'v=3; suites=AES-128-GCM' })
      expect(await events.next()).toEqual({ kind: 'calling' })
      call.ring()
      expect(await events.next()).toEqual({ kind: 'ringing' })
      call.progress(182)
      expect(await events.next()).toEqual({ kind: 'proceeding', code: 182 })
      await call.answer({ headers: { 'X-Answer': 'yes' } })
      const answered = { kind: 'answered', sdp: SDP, callId: call.callId, headers: { 'X-Answer': 'yes' } }
      expect(await events.next()).toEqual(answered)
      await leg.hangUp()
      expect(await call.ended()).toBe('bye')
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 200, elsewhere: false })
      expect(bench.recorder.eventsWith('calling')).toEqual([
        'registered',
        'calling',
        'ringing',
        'proceeding 180',
        'proceeding 182',
        'accepted +answer',
        'hangingup',
        'hangup 200',
      ])
      await expectTidy(bench)
    })

    test('[12.35] [12.37] with early media is answered without a second SDP, and with the headers', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { leg, events } = await bench.dial(bob.address)
      const call = await bob.nextCall()
      call.earlyMedia()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toEqual({ kind: 'early-media', sdp: SDP, callId: call.callId })
      await call.answer({ headers: { 'X-Late': '1' } })
      expect(await events.next()).toEqual({ kind: 'answered', sdp: null, callId: call.callId, headers: { 'X-Late': '1' } })
      call.hangUp()
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 200, elsewhere: false })
      await leg.release()
      await expectTidy(bench)
    })

    test.each([486, 603, 480] as const)('[12.39] that is refused with %i ends with it, once', async (code) => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { events } = await bench.dial(bob.address)
      const call = await bob.nextCall()
      call.reject(code)
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'ended', code, elsewhere: false })
      await expectTidy(bench)
      expect(events.size).toBe(0)
    })

    test('to somebody who is not there ends with 480', async () => {
      const bench = use()
      const { events } = await bench.dial(`bob@${bench.environment.domain}`)
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 480 })
      await expectTidy(bench)
    })

    test('[12.40] that is hung up while it rings is cancelled and ends with 487', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { leg, events } = await bench.dial(bob.address)
      const call = await bob.nextCall()
      call.ring()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toEqual({ kind: 'ringing' })
      await leg.hangUp()
      expect(await call.ended()).toBe('cancel')
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 487 })
      await expectTidy(bench)
    })

    test('is cancelled when early media is hung up on', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { leg, events } = await bench.dial(bob.address)
      const call = await bob.nextCall()
      call.earlyMedia()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'early-media' })
      await leg.hangUp()
      expect(await call.ended()).toBe('cancel')
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 487 })
      await expectTidy(bench)
    })

    test('that is released gives everything back, whatever its state, and says nothing more', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const ringing = await bench.dial(bob.address)
      const first = await bob.nextCall()
      first.ring()
      expect(await ringing.events.next()).toEqual({ kind: 'calling' })
      expect(await ringing.events.next()).toEqual({ kind: 'ringing' })
      await ringing.leg.release()
      expect(await first.ended()).toBe('cancel')
      const running = await bench.dial(bob.address)
      const second = await bob.nextCall()
      await second.answer()
      expect(await running.events.next()).toEqual({ kind: 'calling' })
      expect(await running.events.next()).toMatchObject({ kind: 'answered' })
      await running.leg.release()
      expect(await second.ended()).toBe('bye')
      await expectTidy(bench)
      expect([ringing.events.size, running.events.size]).toEqual([0, 0])
    })

    test('goes to the next server when the first one is down', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      bench.routes = [bench.environment.deadRoute, bench.environment.route]
      const { leg, events } = await bench.dial(bob.address)
      await leg.addCandidates([{ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }])
      const call = await bob.nextCall()
      await call.answer()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'answered' })
      await leg.release()
      await expectTidy(bench)
    })

    test('[12.30] is open to guests, who have no SIP credentials', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const identity = bench.identity('alice', {
        address: 'guest@guest.test',
        ha1: null,
        displayName: 'A "guest"',
        headerPrefixes: [],
      })
      const { leg, events } = await bench.dial(bob.address, { identity })
      const call = await bob.nextCall()
      await call.answer()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'answered', headers: {} })
      await leg.release()
      await expectTidy(bench)
    })

    test('with a secret that the proxy does not take ends with 904', async () => {
      const bench = use()
      const { events } = await bench.dial(`bob@${bench.environment.domain}`, {
        identity: bench.identity('alice', { ha1: '0'.repeat(32) }),
      })
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'ended', code: 904 })
      await expectTidy(bench)
    })

    test('[12.57] that Janus refuses after having taken it ends with its words', async () => {
      const bench = use()
      const sdp = `${browserSdp({ type: 'offer' })}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sctp-port:5000\r\n`
      const { events } = await bench.dial(`bob@${bench.environment.domain}`, { sdp })
      expect(await events.next()).toEqual({
        kind: 'ended',
        code: null,
        reason: 'The SIP plugin does not support DataChannels',
        elsewhere: false,
      })
      await expectTidy(bench)
    })

    test('that Janus refuses at once is refused', async () => {
      const bench = use()
      const dialling = bench.dial(`bob@${bench.environment.domain}`, { sdp: 'no session description' })
      await expect(dialling).rejects.toMatchObject({
        name: 'Refusal',
        reason: 'backend-refused',
        detail: "Invalid SDP (doesn't start with v=)",
      })
      await expectTidy(bench)
    })
  })

  describe('SRTP', () => {
    test('[12.58] is not offered where it is not asked for', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob', { secure: true })
      const { leg, events } = await bench.dial(bob.address)
      const call = await bob.nextCall()
      expect(call.offer).not.toContain('a=crypto')
      await call.answer()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'answered' })
      await leg.release()
      await expectTidy(bench)
    })

    test('[12.58] is what a phone gets that can do it', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob', { secure: true })
      const { leg, events } = await bench.dial(bob.address, { offerSrtp: true, sdp: browserSdp({ type: 'offer', video: true }) })
      const call = await bob.nextCall()
      expect(demandsSrtp(call.offer)).toBe(true)
      expect(call.offer.match(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/g)).toHaveLength(2)
      await call.answer()
      expect(await events.next()).toEqual({ kind: 'calling' })
      expect(await events.next()).toMatchObject({ kind: 'answered' })
      expect(bob.callsSeen).toBe(1)
      await leg.release()
      await expectTidy(bench)
    })

    test('[12.58] does not keep a phone from ringing that cannot do it, and nothing is encrypted for it', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { leg, events } = await bench.dial(bob.address, { offerSrtp: true })
      const call = await bob.nextCall()
      expect(call.offer).not.toContain('a=crypto')
      expect(await events.next()).toEqual({ kind: 'calling' })
      call.ring()
      expect(await events.next()).toEqual({ kind: 'ringing' })
      await call.answer()
      expect(await events.next()).toMatchObject({ kind: 'answered', sdp: SDP, callId: call.callId })
      expect(bob.callsSeen).toBe(2)
      await leg.release()
      await expectTidy(bench)
    })

    test.each(['answers', 'sends early media'] as const)(
      'is given up when somebody takes the demand and %s without',
      async (how) => {
        const bench = use()
        const bob = await bench.environment.phone('bob', { secure: true })
        const { leg, events } = await bench.dial(bob.address, { offerSrtp: true })
        const first = await bob.nextCall()
        if (how === 'answers') await first.answer({ sdp: phoneSdp() })
        else first.earlyMedia(phoneSdp())
        expect(await first.ended()).toBe(how === 'answers' ? 'bye' : 'cancel')
        const second = await bob.nextCall()
        await second.answer()
        expect(await events.next()).toEqual({ kind: 'calling' })
        const told = await events.next()
        expect(told.kind === 'proceeding' ? await events.next() : told).toMatchObject({ kind: 'answered', callId: second.callId })
        await leg.release()
        await expectTidy(bench)
      },
    )
  })
}
