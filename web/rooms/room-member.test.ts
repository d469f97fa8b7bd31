import { fakeSdp } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { join } from './room.test-scene.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Bob, whose sound and picture come. */
async function watching() {
  const { gateway, room, say } = await join()
  const [member] = room.members.value
  const peer = gateway.peers[1]
  const feed = gateway.requests.flatMap((request) => (request.sylkrtc === 'videoroom-feed-attach' ? [request.feed] : []))[0]
  if (member === undefined || peer === undefined) throw new Error('nobody is there')
  await say('feed-attached', { feed, sdp: fakeSdp('bob', 'audio', 'video') })
  await say('feed-established', { feed })
  peer.loudness = [0]
  let played = 0
  /** As many looks, in which his sound and picture come or do not. */
  const look = (times: number, comes: boolean) => {
    for (let one = 0; one < times; one++) {
      if (comes) peer.played = ++played
      member.listen()
    }
  }
  return { member, peer, look, say }
}

test('who is heard speaks, also through the gaps in speech', async () => {
  const { member, peer, look } = await watching()
  look(1, true)
  expect(member.speaking.value).toBe(false)
  peer.loudness = [0.3]
  look(1, true)
  expect(member.speaking.value).toBe(true)
  peer.loudness = [0.001]
  look(3, true)
  expect(member.speaking.value).toBe(true)
  look(1, true)
  expect(member.speaking.value).toBe(false)
})

test('of whom no sound comes is muted, and of whom no picture comes has none, until something comes', async () => {
  const { member, look } = await watching()
  look(5, true)
  expect([member.silent.value, member.picture.value]).toEqual([false, true])
  look(10, false)
  expect([member.silent.value, member.picture.value]).toEqual([true, true])
  look(10, false)
  expect([member.silent.value, member.picture.value]).toEqual([true, false])
  look(1, true)
  expect([member.silent.value, member.picture.value]).toEqual([false, true])
})

test('a picture that is not wanted, and so does not come, is not taken for none', async () => {
  const { member, look } = await watching()
  look(5, true)
  member.want('none')
  await vi.advanceTimersByTimeAsync(1_000)
  look(40, false)
  expect(member.picture.value).toBe(true)
})

test('whom a moderator mutes is muted, whatever comes', async () => {
  const { member, look, say } = await watching()
  await say('publisher-updated', { publisher: 'bob-1', muted: true })
  look(5, true)
  expect(member.silent.value).toBe(true)
})

test('how well it comes is judged by what was lost since the last look', async () => {
  const { member, peer } = await watching()
  const count = (packetsReceived: number, packetsLost: number) =>
    vi.spyOn(peer, 'getStats').mockResolvedValue(new Map([['in', { type: 'inbound-rtp', packetsReceived, packetsLost }]]))
  count(1000, 500)
  await member.measure()
  expect(member.quality.value).toBe('good')
  count(1095, 505)
  await member.measure()
  expect(member.quality.value).toBe('fair')
  count(1180, 525)
  await member.measure()
  expect(member.quality.value).toBe('poor')
  count(1185, 525)
  await member.measure()
  expect(member.quality.value).toBe('good')
})
