import { parseConferenceInfo } from '@weft/protocols/presence/parse-conference-info'
import { beforeEach, expect, test } from 'vitest'
import { type ChatGuest, ChatHouse, ROOM } from '../../../../../test/scenarios/support/chat-house.ts'
import type { SipContent, TerminationReason } from '../../../ports/sip-subscriptions.ts'
import { WatchedRoom } from './watched-room.ts'

let house: ChatHouse
let alice: ChatGuest
let watched: WatchedRoom
let isUnwatched: boolean

beforeEach(async () => {
  house = new ChatHouse()
  alice = await house.join('alice')
  isUnwatched = false
  const room = house.rooms.find(ROOM)
  if (!room) throw new Error('nobody is in the room')
  watched = new WatchedRoom(room, {
    ...{ clock: house.clock, product: 'Weft/test', invitees: () => [] },
    unwatched: () => {
      isUnwatched = true
    },
  })
})

/** Somebody who watches the room, and what he hears. */
function watcher() {
  const heard: ('changed' | TerminationReason)[] = []
  const watch = watched.add({
    activate: () => {},
    changed: () => heard.push('changed'),
    terminate: (reason) => heard.push(reason),
  })
  return { heard, watch, read: () => read(watch.content()) }
}

function read({ type, body }: SipContent) {
  expect(type).toBe('application/conference-info+xml')
  return parseConferenceInfo(new TextDecoder().decode(body))
}

test('[N8] what changes within 200 ms is told as one change', async () => {
  const { heard, read } = watcher()
  for (let guest = 0; guest < 50; guest++) await house.join(`guest${guest}`)
  house.clock.pass(199)
  expect(heard).toEqual([])
  house.clock.pass(1)
  expect(heard).toEqual(['changed'])
  expect(read().userCount).toBe(51)
  house.clock.pass(10_000)
  expect(heard).toEqual(['changed'])
  await house.join('bob')
  house.clock.pass(200)
  expect(heard).toEqual(['changed', 'changed'])
})

test('[N8] the longer the list and the more they are who are told, the longer changes are gathered, up to 5 s', async () => {
  for (let guest = 0; guest < 300; guest++) await house.join(`guest${guest}`)
  house.clock.pass(200)
  const watchers = Array.from({ length: 300 }, watcher)
  for (const { watch } of watchers) watch.content()
  alice.seat.useNickname('Ace')
  house.clock.pass(500)
  expect(watchers[0]?.heard).toEqual([])
  house.clock.pass(4_500)
  expect(watchers[0]?.heard).toEqual(['changed'])
})

test('[N7] each watcher counts his documents from 1', async () => {
  const [first, second] = [watcher(), watcher()]
  expect([first.read().version, first.read().version, second.read().version, first.read().version]).toEqual([1, 2, 1, 3])
})

test('a document says what is so when it is asked for, before the change is told', async () => {
  const { read } = watcher()
  expect(read().users).toHaveLength(1)
  alice.seat.useNickname('Ace')
  expect(read().users).toMatchObject([{ entity: 'sip:alice@x.test', displayText: 'Ace' }])
})

test('[N5] with the room the subscriptions end, and the last document says that nobody is there', () => {
  const { heard, read } = watcher()
  alice.seat.leave()
  expect(heard).toEqual(['noresource'])
  expect(read()).toMatchObject({ active: false, userCount: 0, users: [] })
})

test('a room that nobody watches any more costs nothing', async () => {
  const [first, second] = [watcher(), watcher()]
  alice.seat.useNickname('Ace')
  first.watch.stop()
  first.watch.stop()
  expect(isUnwatched).toBe(false)
  second.watch.stop()
  expect([isUnwatched, house.clock.size]).toEqual([true, 0])
  await house.join('bob')
  expect([house.clock.size, first.heard, second.heard]).toEqual([0, [], []])
})
