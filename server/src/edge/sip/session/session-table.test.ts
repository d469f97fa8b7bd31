import type { Dialog } from '@weft/protocols/sip/dialog'
import type { SipMessage } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { SessionTable, type TableSession } from './session-table.ts'

/** A session as the table sees it. */
class Fake implements TableSession {
  readonly dialog: Dialog
  nextWake: number | null = null
  finished = false
  awaitsAck = false
  wakes = 0

  constructor(callId: string) {
    this.dialog = {
      ...{ phase: 'confirmed', callId, local: '<sip:a@x.test>;tag=us', remote: '<sip:b@y.test>;tag=them' },
      ...{ localSequence: 1, remoteSequence: null, remoteTarget: 'sip:b@y.test', routeSet: [], secure: false },
    }
  }

  wake(): void {
    this.wakes++
    this.nextWake = null
  }
}

/** A request within the dialog of that Call-ID. */
function within(callId: string, tag = 'us'): SipMessage {
  const fields = { From: '<sip:b@y.test>;tag=them', To: `<sip:a@x.test>;tag=${tag}`, 'Call-ID': callId }
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method: 'BYE', uri: 'sip:a@x.test', headers, body: new Uint8Array() }
}

test('a session is found by the dialog of a message, until it is finished', () => {
  const table = new SessionTable<Fake>({ most: 10, mostPerPeer: 10, mostUnacknowledged: 10 })
  const session = new Fake('one')
  table.add(session, '192.0.2.1')
  expect(table.find(within('one'))).toBe(session)
  expect(table.find(within('one', 'other'))).toBeNull()
  expect(table.find(within('two'))).toBeNull()
  table.touched(session)
  expect(table.size).toBe(1)
  session.finished = true
  table.touched(session)
  expect(table.find(within('one'))).toBeNull()
})

test('there is room for so many, and for so many of one address; our own count for the whole only', () => {
  const table = new SessionTable<Fake>({ most: 3, mostPerPeer: 1, mostUnacknowledged: 1 })
  const first = new Fake('one')
  table.add(first, '192.0.2.1')
  expect([table.admits('192.0.2.1'), table.admits('192.0.2.2'), table.admits(null)]).toEqual([false, true, true])
  table.add(new Fake('two'), null)
  table.add(new Fake('three'), null)
  expect([table.admits('192.0.2.2'), table.admits(null)]).toEqual([false, false])
  table.drop(first)
  expect([table.admits('192.0.2.1'), table.admits(null)]).toEqual([true, true])
})

test('who leaves answers unacknowledged has no further call until that is over', () => {
  const table = new SessionTable<Fake>({ most: 10, mostPerPeer: 10, mostUnacknowledged: 2 })
  const [first, second] = [new Fake('one'), new Fake('two')]
  for (const session of [first, second]) {
    table.add(session, '192.0.2.1')
    expect(table.admits('192.0.2.1')).toBe(true)
    session.awaitsAck = true
    table.touched(session)
    table.touched(session)
  }
  expect([table.admits('192.0.2.1'), table.admits('192.0.2.2'), table.admits(null)]).toEqual([false, true, true])
  first.awaitsAck = false
  table.touched(first)
  expect(table.admits('192.0.2.1')).toBe(true)
  first.awaitsAck = true
  table.touched(first)
  expect(table.admits('192.0.2.1')).toBe(false)
  table.drop(first)
  expect(table.admits('192.0.2.1')).toBe(true)
})

test('who wants to be woken is, once, and not after its end', () => {
  const table = new SessionTable<Fake>({ most: 10, mostPerPeer: 10, mostUnacknowledged: 10 })
  const [early, late, gone] = [new Fake('one'), new Fake('two'), new Fake('three')]
  for (const [session, at] of [
    [early, 10],
    [late, 20],
    [gone, 5],
  ] as const) {
    table.add(session, null)
    session.nextWake = at
    table.touched(session)
  }
  table.drop(gone)
  expect(table.nextWake).toBe(10)
  table.wake(15)
  expect([early.wakes, late.wakes, gone.wakes]).toEqual([1, 0, 0])
  expect(table.nextWake).toBe(20)
})
