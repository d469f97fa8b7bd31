import { expect, test } from 'vitest'
import { messagingBench } from '../../../../test/scenarios/support/messaging.ts'
import type { AccountEvent } from '../events.ts'

const NOON = 1_700_000_000_000

/** A device of Alice's, and what it is told. */
function deviceOfAlice() {
  const told: AccountEvent[] = []
  const party = { uri: 'alice@weft.test', displayName: '' }
  const device = { party, clientAddress: '192.0.2.1', tell: (event: AccountEvent) => told.push(event), ha1: async () => 'ha1' }
  return { device, told }
}

const clockAt = (time: number) => ({ now: () => time, after: () => () => {} })

function message(messageId: string) {
  const type = { contentType: 'text/plain', timestamp: '2023-11-14T22:13:20.000000+00:00' }
  return { transaction: 't', target: 'bob@elsewhere.test', messageId, content: `content of ${messageId}`, ...type }
}

test('what the end of the server overtook goes out when a device of its account is back, once', async () => {
  const before = messagingBench(() => new Promise(() => {}), { clock: clockAt(NOON) })
  const alice = deviceOfAlice()
  await before.messaging.join(alice.device)
  await before.messaging.outgoing.send(alice.device, message('m1'))
  await before.messaging.outgoing.send(alice.device, message('m2'))

  const after = messagingBench(undefined, { clock: clockAt(NOON + 60_000), journals: before.journals })
  const again = deviceOfAlice()
  await after.messaging.join(again.device)
  await after.messaging.join(deviceOfAlice().device)
  await after.messaging.outgoing.send(again.device, message('m3'))
  await after.messaging.close()
  expect(after.sent.map((envelope) => envelope.kind === 'message' && envelope.id)).toEqual(['m1', 'm2', 'm3'])
  for (const id of ['m1', 'm2', 'm3'])
    expect(await after.journals.entry('alice@weft.test', id)).toMatchObject({ state: 'accepted' })
  expect(again.told.filter(({ kind }) => kind === 'disposition')).toHaveLength(3)
})

test('what waits when the server stops stays on its way, and is not told to have failed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const bench = messagingBench(() => promise.then(() => ({ code: 200, reason: 'OK' })))
  const { device, told } = deviceOfAlice()
  await bench.messaging.join(device)
  await bench.messaging.outgoing.send(device, message('m1'))
  await bench.messaging.outgoing.send(device, message('m2'))
  const closed = bench.messaging.close()
  resolve()
  await closed
  const states = ['m1', 'm2'].map(async (id) => (await bench.journals.entry('alice@weft.test', id))?.state)
  expect(await Promise.all(states)).toEqual(['accepted', 'pending'])
  expect(told).toMatchObject([{ kind: 'disposition', messageId: 'm1', state: 'accepted' }])
})

test('what has been on its way for more than a day is left alone: nobody waits for it any more', async () => {
  const before = messagingBench(() => new Promise(() => {}), { clock: clockAt(NOON) })
  const { device } = deviceOfAlice()
  await before.messaging.join(device)
  await before.messaging.outgoing.send(device, message('old'))
  const after = messagingBench(undefined, { clock: clockAt(NOON + 90_000_000), journals: before.journals })
  await after.messaging.join(device)
  await after.messaging.close()
  expect(after.sent).toEqual([])
})
