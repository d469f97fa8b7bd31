import { describe, expect, test } from 'vitest'
import { mediaOf } from '../sdp.ts'
import type { RoomsBench } from './rooms-bench.ts'

const GONE = { kind: 'ended', reason: 'the publisher is gone' }

export function describeSubscribing(use: () => RoomsBench): void {
  describe('a subscriber', () => {
    test('[12.64] is offered what the publisher sends, as soon as there is something to see', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      expect(seen.events.size).toBe(0)
      await bench.bringUp(alice)
      const { offer } = await bench.see(seen)
      expect(mediaOf(offer).map(({ kind, direction }) => [kind, direction])).toEqual([
        ['audio', 'sendonly'],
        ['video', 'sendonly'],
      ])
      await seen.subscription.release()
      expect(seen.events.size).toBe(0)
      await room.close()
      await bench.expectTidy()
    })

    test('of a publisher without a camera is offered its sound', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice', { audio: true, video: false })
      const { offer } = await bench.see(await bench.subscribe(room, alice.feed))
      expect(mediaOf(offer).map(({ kind }) => kind)).toEqual(['audio'])
      await room.close()
      await bench.expectTidy()
    })

    test('sees several publishers, and several see one', async () => {
      const bench = use()
      const room = await bench.open()
      const [alice, bob] = [await bench.send(room, 'Alice'), await bench.send(room, 'Bob')]
      for (const { feed } of [alice, bob, alice]) await bench.see(await bench.subscribe(room, feed))
      await room.close()
      await bench.expectTidy()
    })

    test('[12.66] pauses, resumes and chooses layers, before the offer and afterwards', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      const change = async (on: boolean) => {
        await seen.subscription.switchMedia({ video: on })
        await seen.subscription.switchMedia({ audio: on, video: on })
        await seen.subscription.chooseLayers({ substream: 0 })
        await seen.subscription.chooseLayers({ temporal: 1, spatial: 0 })
      }
      await change(false)
      await bench.bringUp(alice)
      await bench.see(seen)
      await change(true)
      await room.close()
      await bench.expectTidy()
    })

    test('[R9] ends with its publisher, and can still be asked for anything without harm', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      await bench.see(seen)
      const bob = await bench.join(room, 'Bob')
      const waiting = await bench.subscribe(room, bob.feed)
      await alice.publication.release()
      await bob.publication.release()
      expect(await seen.events.next()).toEqual(GONE)
      expect(await waiting.events.next()).toEqual(GONE)
      await expect(seen.subscription.switchMedia({ video: false })).rejects.toMatchObject({ name: 'Refusal' })
      await seen.subscription.addCandidates([])
      await seen.subscription.release()
      await room.close()
      await bench.expectTidy()
    })

    test('ends when the browser of its publisher goes without a word', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      expect(await seen.events.next()).toMatchObject({ kind: 'offered' })
      await alice.peer.close()
      expect(await seen.events.next()).toMatchObject({ kind: 'ended' })
      await room.close()
      await bench.expectTidy()
    })

    test('[12.65] of nobody is refused', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      await alice.publication.release()
      for (const feed of ['1', alice.feed]) {
        await expect(room.subscribe(feed, () => {})).rejects.toMatchObject({ name: 'Refusal', reason: 'backend-refused' })
      }
      await room.close()
      await bench.expectTidy()
    })

    test('that leaves before it was offered anything hears nothing, and nothing of it is left', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      await seen.subscription.release()
      expect(seen.events.size).toBe(0)
      await room.close()
      await bench.expectTidy()
    })

    test('whose answer is none is told so, and can answer again', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      const seen = await bench.subscribe(room, alice.feed)
      const offered = await seen.events.next()
      const sdp = offered.kind === 'offered' ? offered.sdp : expect.unreachable()
      await expect(seen.subscription.answer('rubbish')).rejects.toMatchObject({ name: 'Refusal', reason: 'backend-refused' })
      const peer = await bench.environment.peer()
      await seen.subscription.answer(await peer.answer(sdp))
      await peer.connect()
      expect(await seen.events.next()).toEqual({ kind: 'media-up' })
      await room.close()
      await bench.expectTidy()
    })
  })
}
