import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { memoryDirectories } from '../../../../test/scenarios/support/memory-store.ts'
import { Devices } from '../devices.ts'
import type { AccountEvent } from '../events.ts'
import { SleepingDevices } from '../sleeping-devices.ts'
import { Invitations } from './invitations.ts'

const DAVE = 'dave@example.com'
const invitation = {
  ...{ room: 'team@conference.example.com', inviter: { uri: 'bob@example.com', displayName: 'Bob' }, from: '192.0.2.1' },
  ...{ callId: '1', video: true, wake: false, except: null },
}

/** Invitations, and what a connected device of dave's was told. */
function invitationsToDave() {
  const log = new RecordingLog()
  const told: AccountEvent[] = []
  const devices = new Devices()
  devices.add({
    ...{ party: { uri: DAVE, displayName: 'Dave' }, clientAddress: '198.51.100.1' },
    tell: (event) => told.push(event),
    ha1: async () => null,
  })
  const sleeping = new SleepingDevices({
    pushTokens: memoryDirectories().pushTokens,
    push: { notify: async () => ({ kind: 'delivered' }), close: async () => {} },
    log,
  })
  const clock = { now: () => 0, after: () => () => {} }
  return { told, invitations: new Invitations({ clock, devices, sleeping, random: { id: () => '0'.repeat(32) }, log }) }
}

test('an account that has a device is told, and the inviter whether there is one', async () => {
  const { told, invitations } = invitationsToDave()
  expect(await invitations.send({ ...invitation, account: DAVE })).toBe(true)
  expect(await invitations.send({ ...invitation, account: 'nobody@example.com' })).toBe(false)
  expect(told).toMatchObject([{ kind: 'room-invitation', room: 'team@conference.example.com' }])
})

test('attack S15: nobody is called without end, whoever calls in however many spellings', async () => {
  const { told, invitations } = invitationsToDave()
  for (let at = 0; at < 20; at++) {
    const account = at % 2 === 0 ? DAVE : DAVE.toUpperCase()
    const inviter = { uri: `guest${at}@example.com`, displayName: '' }
    expect(await invitations.send({ ...invitation, account, inviter })).toBe(at < 10)
  }
  expect(told).toHaveLength(10)
})
