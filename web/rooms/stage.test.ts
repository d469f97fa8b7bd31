import { signal } from '@preact/signals'
import { Participant } from '@weft/client/conference-participant'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { fakeSdp } from '@weft/client/fake-media'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RoomMember } from './room-member.ts'
import { Stage } from './stage.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const DESK = { width: 1200, height: 640 }
const PHONE = { width: 370, height: 560 }

/** A stage with as many others, all of whom are connected. */
async function stageOf(others: number, size = DESK) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const members = Array.from({ length: others }, (_, index) => {
    const publisher = { id: `p${index + 1}`, uri: `p${index + 1}@example.com`, display_name: '' }
    return new RoomMember(new Participant(connection, 'own', publisher, true))
  })
  for (const request of gateway.requests)
    if (request.sylkrtc === 'videoroom-feed-attach') {
      const event = { sylkrtc: 'videoroom-event', session: 'own', feed: request.feed }
      gateway.say({ ...event, event: 'feed-attached', sdp: fakeSdp('p', 'audio', 'video') })
      gateway.say({ ...event, event: 'feed-established' })
    }
  await vi.advanceTimersByTimeAsync(0)
  const chosen = signal<readonly string[]>([])
  const stage = new Stage({ session: signal('own'), members: signal(members), chosen })
  stage.size.value = size
  const peerOf = (number: number) => {
    const peer = gateway.peers[number - 1]
    if (peer === undefined) throw new Error(`there is no ${number}`)
    return peer
  }
  /** Somebody is heard for a second. */
  const speaks = (number: number) => {
    peerOf(number).loudness = [0.4]
    for (let look = 0; look < 8; look++) stage.listen()
    peerOf(number).loudness = []
  }
  const shown = () => [...stage.layout.value.places.keys()]
  /** What was asked for of each of them, in order. */
  const asked = (number: number) => {
    const attached = gateway.requests.flatMap((request) => (request.sylkrtc === 'videoroom-feed-attach' ? [request] : []))
    const feed = attached.find(({ publisher }) => publisher === `p${number}`)?.feed
    return gateway.requests.flatMap((request) =>
      request.sylkrtc === 'videoroom-session-update' && request.session === feed ? [request.options] : [],
    )
  }
  return { stage, members, chosen, shown, speaks, asked }
}

test('a few are seen alike, oneself last', async () => {
  const { stage, shown } = await stageOf(3)
  expect(shown()).toEqual(['p1', 'p2', 'p3', 'own'])
  expect(stage.layout.value).toMatchObject({ large: [], page: 0, pages: 1 })
})

test('where there are many, who speaks is large, and stays so in pauses; who was chosen comes before that', async () => {
  const { stage, chosen, speaks } = await stageOf(7)
  expect(stage.layout.value.large).toEqual(['p1'])
  speaks(5)
  expect([stage.layout.value.large, stage.active.value]).toEqual([['p5'], 'p5'])
  chosen.value = ['p2']
  expect(stage.layout.value.large).toEqual(['p2'])
  chosen.value = []
  stage.mode.value = 'grid'
  expect(stage.layout.value.large).toEqual([])
})

test('24 others on a phone take several pages, oneself on the first', async () => {
  const { stage, shown } = await stageOf(24, PHONE)
  stage.mode.value = 'grid'
  const { pages } = stage.layout.value
  expect(pages).toBeGreaterThan(1)
  const first = shown()
  expect(first.at(-1)).toBe('own')
  const seen = new Set(first)
  for (let page = 1; page < pages; page++) {
    stage.turn(page)
    for (const session of shown()) {
      expect(seen.has(session)).toBe(false)
      seen.add(session)
    }
  }
  expect(seen.size).toBe(25)
  stage.turn(99)
  expect(stage.layout.value.page).toBe(pages - 1)
})

test('who speaks on a later page comes to the first one, in the place of who was silent for the longest time', async () => {
  const { stage, shown, speaks } = await stageOf(24, PHONE)
  stage.mode.value = 'grid'
  const before = shown()
  speaks(1)
  speaks(24)
  const after = shown()
  expect(after).toContain('p24')
  expect(after).toContain('p1')
  expect(after.filter((session) => !before.includes(session))).toEqual(['p24'])
})

test('only pictures that are seen come, and only as large as they are seen', async () => {
  const { stage, asked } = await stageOf(24, PHONE)
  stage.mode.value = 'grid'
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked(1)).toEqual([{ substream: 0 }])
  expect(asked(24)).toEqual([{ video: false }])
  stage.turn(stage.layout.value.pages - 1)
  expect(asked(24)).toEqual([{ video: false }, { video: true }, { substream: 0 }])
  expect(asked(1)).toEqual([{ substream: 0 }])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked(1)).toEqual([{ substream: 0 }, { video: false }])
})

test('of a room that nobody looks at no picture comes, but that in a window of its own', async () => {
  const { stage, asked } = await stageOf(2)
  stage.window.value = 'p2'
  stage.seen.value = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect([asked(1), asked(2)]).toEqual([[{ video: false }], []])
  stage.seen.value = true
  expect(asked(1).slice(1)).toEqual([{ video: true }, { substream: 1 }])
})
