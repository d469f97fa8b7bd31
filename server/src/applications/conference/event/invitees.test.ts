import { expect, test } from 'vitest'
import { ChatHouse } from '../../../../../test/scenarios/support/chat-house.ts'
import { Invitees } from './invitees.ts'
import type { OutwardEvent } from './outward.ts'

const house = new ChatHouse()

test('the rooms together call no more people at once than they may, however many rooms there are', async () => {
  const listeners: ((event: OutwardEvent) => void)[] = []
  const invitees = new Invitees({
    ...{ clock: house.clock, changed: () => {} },
    outward: {
      begin: (_call, listener) => {
        listeners.push(listener)
        return { end: () => {} }
      },
    },
  })
  const call = async (room: string, guest: string) => {
    await house.join('alice', {}, room)
    const found = house.rooms.find(room)
    if (!found || invitees.isFull(room)) return false
    const address = `${guest}@y.test`
    invitees.call(found, { target: `sip:${address}`, address, invitedBy: 'alice@x.test', headers: [] }, { report: () => {} })
    return true
  }
  const taken: boolean[] = []
  for (let room = 0; room < 25; room++) {
    for (let guest = 0; guest < 20; guest++) taken.push(await call(`r${room}@conf.test`, `guest${guest}`))
  }
  expect(taken).not.toContain(false)
  expect(await call('another@conf.test', 'bob')).toBe(false)
  listeners[0]?.({ kind: 'joined' })
  expect(await call('another@conf.test', 'bob')).toBe(true)
  expect(await call('another@conf.test', 'carol')).toBe(false)
  listeners[1]?.({ kind: 'ended', status: 486, reason: 'Busy Here' })
  expect(await call('another@conf.test', 'carol')).toBe(true)
})
