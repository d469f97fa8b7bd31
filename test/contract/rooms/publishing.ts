import { describe, expect, test } from 'vitest'
import { mediaOf } from '../sdp.ts'
import type { RoomsBench } from './rooms-bench.ts'

export function describePublishing(use: () => RoomsBench): void {
  describe('a publisher', () => {
    test('is answered with what it is known by, and told when its media are up', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice')
      expect(alice.feed).toMatch(/^\d+$/)
      expect(mediaOf(alice.answer).map(({ direction }) => direction)).toEqual(['recvonly', 'recvonly'])
      await bench.bringUp(alice)
      await alice.publication.release()
      expect(alice.events.size).toBe(0)
      await room.close()
      await bench.expectTidy()
    })

    test('[12.83] of a full room is told so, also when the media of the others are not up', async () => {
      const bench = use()
      const room = await bench.open({ maxPublishers: 2 })
      const alice = await bench.join(room, 'Alice')
      const bob = await bench.publish(room, 'Bob')
      const carol = await bench.publish(room, 'Carol')
      expect(await carol.events.next()).toEqual({ kind: 'ended', reason: 'the room is full' })
      expect(await bob.events.next()).toMatchObject({ kind: 'answered' })
      await alice.publication.release()
      await bench.send(room, 'Dave')
      await room.close()
      await bench.expectTidy()
    })

    test('[R2] of an offer that is none is refused, and takes no place', async () => {
      const bench = use()
      const room = await bench.open({ maxPublishers: 1 })
      const request = { sdp: 'rubbish', display: 'Alice', recordAs: null }
      const refused = room.publish(request, () => expect.unreachable('nothing can come of it'))
      await expect(refused).rejects.toMatchObject({ name: 'Refusal', reason: 'backend-refused' })
      await bench.join(room, 'Alice')
      await room.close()
      await bench.expectTidy()
    })

    test('is limited, switched and muted, before it is in the room and afterwards', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.publish(room, 'Alice')
      const change = async (on: boolean) => {
        await alice.publication.limitBitrate(on ? 1_000_000.5 : 100_000)
        await alice.publication.switchMedia({ audio: on, video: on })
        await alice.publication.switchMedia({ video: on })
        await alice.publication.mute(!on)
      }
      await change(false)
      const answered = await alice.events.next()
      await change(true)
      expect(answered).toMatchObject({ kind: 'answered' })
      await room.close()
      await bench.expectTidy()
    })

    test('without sound can be muted as well', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice', { audio: false, video: true })
      await alice.publication.mute(true)
      await alice.publication.switchMedia({ audio: false })
      await room.close()
      await bench.expectTidy()
    })

    test('hands over its candidates, one, several and the end of them, and after its end as well', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.join(room, 'Alice')
      const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 40000 typ host', sdpMid: '0', sdpMLineIndex: 0 }
      await alice.publication.addCandidates([candidate])
      await alice.publication.addCandidates([candidate, { ...candidate, sdpMid: null, sdpMLineIndex: null }])
      await alice.publication.addCandidates([])
      await room.close()
      await alice.publication.addCandidates([candidate])
      await bench.expectTidy()
    })

    test('whose browser goes without a word is ended', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.send(room, 'Alice')
      await alice.peer.close()
      expect(await alice.events.next()).toEqual({ kind: 'ended', reason: 'DTLS alert' })
      await room.close()
      await bench.expectTidy()
    })

    test('that leaves before it was answered hears nothing, and nothing of it is left', async () => {
      const bench = use()
      const room = await bench.open()
      const alice = await bench.publish(room, 'Alice')
      await alice.publication.release()
      await alice.publication.release()
      await room.close()
      await bench.expectTidy()
      expect(alice.events.size).toBe(0)
    })

    test('of a room without video sends none', async () => {
      const bench = use()
      const room = await bench.open({ video: false })
      const alice = await bench.send(room, 'Alice')
      expect(mediaOf(alice.answer).map(({ kind, direction }) => [kind, direction])).toEqual([
        ['audio', 'recvonly'],
        ['video', 'inactive'],
      ])
      const { offer } = await bench.see(await bench.subscribe(room, alice.feed))
      expect(mediaOf(offer).map(({ kind }) => kind)).toEqual(['audio'])
      await room.close()
      await bench.expectTidy()
    })
  })
}
