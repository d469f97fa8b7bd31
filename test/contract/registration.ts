import { describe, expect, test } from 'vitest'
import { until } from '../interop/until.ts'
import { expectTidy } from './after.ts'
import type { Bench } from './bench.ts'

export function describeRegistration(use: () => Bench): void {
  describe('a line', () => {
    test('[12.26] registers once, with the Contact parameters of the client, and leaves no binding when it closes', async () => {
      const bench = use()
      const parameters = [
        ['pn-app', 'io.weft'],
        ['pn-tok', 'a:b;c'],
        ['pn-silent', '0'],
      ] as const
      const { line, events } = await bench.openLine(bench.identity('alice'), parameters)
      expect(await events.next()).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({ kind: 'registered' })
      expect(await bench.environment.bindings('alice')).toEqual([{ 'pn-app': 'io.weft', 'pn-tok': 'a:b%3Bc', 'pn-silent': '0' }])
      await line.close()
      await until('the binding is removed', 5000, async () => (await bench.environment.bindings('alice')).length === 0)
      expect(events.size).toBe(0)
      await expectTidy(bench)
    })

    test('registers whatever characters its display name is made of', async () => {
      const bench = use()
      const { line, events } = await bench.openLine(bench.identity('alice', { displayName: 'a\ud800"\0\r\n😀' }))
      expect(await events.next()).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({ kind: 'registered' })
      await line.close()
      await expectTidy(bench)
    })

    test('[12.24] says 904 when the registrar does not take the password', async () => {
      const bench = use()
      const { line, events } = await bench.openLine(bench.identity('alice', { ha1: '0'.repeat(32) }))
      expect(await events.next()).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({
        kind: 'registration-failed',
        code: 904,
        reason: 'Operation has no matching challenge',
      })
      await line.close()
      await expectTidy(bench)
    })

    test('goes to the next server when the first one is down', async () => {
      const bench = use()
      bench.routes = [bench.environment.deadRoute, bench.environment.route]
      const { line, events } = await bench.openLine(bench.identity('alice'))
      expect(await events.next()).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({ kind: 'registered' })
      await line.close()
      await expectTidy(bench)
    })

    test('that is closed at once leaves nothing behind and holds nobody up', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      const { line, events } = await bench.openLine(bench.identity('alice'))
      await line.close()
      const before = performance.now()
      const { leg } = await bench.dial(bob.address)
      await bob.nextCall()
      // Janus itself would be busy for two seconds with a stack whose handle is gone.
      expect(performance.now() - before).toBeLessThan(1500)
      await leg.release()
      await expectTidy(bench)
      expect(events.size).toBe(0)
    })

    test('that needs no registrar counts as registered at once, without Janus', async () => {
      const bench = use()
      const { events } = await bench.openLocalLine('dave')
      expect(await events.next()).toEqual({ kind: 'registered' })
      await expectTidy(bench)
    })

    test('[12.5] comes back by itself after Janus was away, and its calls do not', async () => {
      const bench = use()
      const bob = await bench.environment.phone('bob')
      // The registrar keeps the binding of a Janus that crashed, so no other test may call this account.
      const { line, events } = await bench.register('dave')
      const call = await bench.dial(bob.address)
      const ringing = await bob.nextCall()
      await ringing.answer()
      expect(await call.events.next()).toEqual({ kind: 'calling' })
      expect(await call.events.next()).toMatchObject({ kind: 'answered' })
      await bench.environment.restartJanus()
      expect(await call.events.next()).toMatchObject({ kind: 'ended', code: null, elsewhere: false })
      expect(await events.next()).toMatchObject({ kind: 'registration-failed', code: 503 })
      expect(await events.next(10_000)).toEqual({ kind: 'registering' })
      expect(await events.next()).toEqual({ kind: 'registered' })
      await call.leg.release()
      await line.close()
      expect(bench.recorder.wrong).toEqual([])
    })

    test('[12.3] while Janus is away says 503, and a call is refused', async () => {
      const bench = use()
      bench.stop()
      const { line, events } = await bench.openLine(bench.identity('alice'))
      expect(await events.next()).toEqual({ kind: 'registration-failed', code: 503, reason: 'media backend is away' })
      await expect(bench.dial(`bob@${bench.environment.domain}`)).rejects.toMatchObject({
        name: 'Refusal',
        reason: 'backend-away',
      })
      await line.close()
    })
  })
}
