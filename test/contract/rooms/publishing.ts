import { describe, expect, test } from 'vitest'
import type { RoomsBench } from './rooms-bench.ts'

export function describePublishing(use: () => RoomsBench): void {
  describe('a publisher', () => {
    test('is answered with what it is known by, and told when its media are up', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice')
      expect(alice.feed).toMatch(/^\d+$/)
      expect(alice.answer).toContain('a=recvonly')
      await bench.bringUp(alice)
      await room.close()
      expect(await alice.events.next()).toEqual({ kind: 'ended', reason: 'the room is closed' })
      await bench.expectTidy()
    })
  })
}
