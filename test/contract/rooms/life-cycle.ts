import { describe, expect, test } from 'vitest'
import type { RoomsBench } from './rooms-bench.ts'

export function describeLifeCycle(use: () => RoomsBench): void {
  describe('a room', () => {
    test('ends everything that is in it when it closes, and is gone then', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      await bench.see(seen)
      const bob = await bench.join(room, 'Bob')
      await Promise.all([room.close(), room.close()])
      const closed = { kind: 'ended', reason: 'the room is closed' }
      expect(await alice.events.next()).toEqual(closed)
      expect(await seen.events.next()).toEqual(closed)
      expect(await bob.events.next()).toEqual(closed)
      await expect(room.publish({ sdp: '', display: '', recordAs: null }, () => {})).rejects.toMatchObject({ name: 'Refusal' })
      await expect(room.subscribe(alice.feed, () => {})).rejects.toMatchObject({ name: 'Refusal' })
      await bench.expectTidy()
    })

    test('takes those along who are only just coming in when it closes', async () => {
      const bench = use()
      const room = await bench.open()
      const coming = bench.publish(room, 'Alice').catch((error: unknown) => error)
      await room.close()
      await coming
      await bench.expectTidy()
    })

    test('knows nothing of what is in another', async () => {
      const bench = use()
      const [one, other] = [await bench.open(), await bench.open()]
      const alice = await bench.send(one, 'Alice')
      await bench.send(other, 'Bob')
      await expect(other.subscribe(alice.feed, () => {})).rejects.toMatchObject({ name: 'Refusal' })
      await one.close()
      expect(await alice.events.next()).toMatchObject({ kind: 'ended' })
      await bench.send(other, 'Carol')
      await other.close()
      await bench.expectTidy()
    })

    test('[12.5] is lost with Janus, which is told to everybody, and a new one works once Janus is back', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      await bench.see(seen)
      await bench.environment.restartJanus()
      expect(await alice.events.next()).toMatchObject({ kind: 'ended', reason: 'the connection to Janus is gone' })
      expect(await seen.events.next()).toMatchObject({ kind: 'ended' })
      await bench.connected()
      const late = await bench.publish(room, 'Bob')
      expect(await late.events.next()).toEqual({ kind: 'ended', reason: 'the room is gone' })
      await room.close()
      const another = await bench.open()
      await bench.send(another, 'Carol')
      await another.close()
      expect(bench.recorder.wrong).toEqual([])
    })

    test('[12.3] while Janus is away cannot be made or entered, and closing it does no harm', async () => {
      const bench = use()
      const room = await bench.open()
      bench.stop()
      const away = { name: 'Refusal', reason: 'backend-away' }
      await expect(bench.open()).rejects.toMatchObject(away)
      await expect(room.publish({ sdp: 'v=0', display: 'Alice', recordAs: null }, () => {})).rejects.toMatchObject(away)
      await room.close()
    })

    test('survives people who come and go faster than Janus can follow', { timeout: 120_000 }, async () => {
      const bench = use()
      const room = await bench.open({ maxPublishers: 100 })
      const alice = await bench.send(room, 'Alice')
      const comeAndGo = async (round: number) => {
        const peer = await bench.publish(room, `guest ${round}`)
        const { subscription } = await bench.subscribe(room, alice.feed)
        const changes = [
          subscription.switchMedia({ video: false }),
          peer.publication.mute(true),
          peer.publication.limitBitrate(64_000),
        ]
        await Promise.all(
          [...changes, subscription.release(), peer.publication.release()].map((change) => change.catch(() => {})),
        )
      }
      for (let round = 0; round < 10; round++)
        await Promise.all(Array.from({ length: 5 }, (_, guest) => comeAndGo(5 * round + guest)))
      await bench.see(await bench.subscribe(room, alice.feed))
      await room.close()
      await bench.expectTidy()
    })
  })
}
