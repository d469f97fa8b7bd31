import { describe, expect, test } from 'vitest'
import { mediaOf } from '../sdp.ts'
import type { RoomsBench } from './rooms-bench.ts'

export function describeSubscribing(use: () => RoomsBench): void {
  describe('a subscriber', () => {
    test('is offered what the publisher sends, as soon as there is something to see', async () => {
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
      await room.close()
      await bench.expectTidy()
    })
  })
}
