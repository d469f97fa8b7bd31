import { expect, test } from 'vitest'
import type { Envelope, RoadOutcome } from '../../ports/message-road.ts'
import { Outbox, type OutboxLimits } from './outbox.ts'

const LIMITS: OutboxLimits = { atOnce: 100, atOncePerAccount: 100, most: 100, mostPerAccount: 100 }
const OK: RoadOutcome = { code: 200, reason: 'OK' }

/** An outbox whose road is as slow as the test wants. */
function open(limits: Partial<OutboxLimits> = {}) {
  const waiting: { id: string; arrive: (outcome?: RoadOutcome) => void }[] = []
  const send = (envelope: Envelope) =>
    new Promise<RoadOutcome>((resolve) => {
      waiting.push({ id: envelope.kind === 'notice' ? '' : envelope.id, arrive: (outcome = OK) => resolve(outcome) })
    })
  const outbox = new Outbox({ send }, { ...LIMITS, ...limits })
  return {
    outbox,
    /** What is on its way. */
    underWay: () => waiting.map(({ id }) => id),
    /** The first of them arrives. */
    arrive: async (outcome?: RoadOutcome) => {
      waiting.shift()?.arrive(outcome)
      await new Promise(setImmediate)
    },
  }
}

const letter = (id: string, from = 'alice', to = 'bob'): Envelope => ({
  kind: 'message',
  sender: { account: from, ha1: async () => null },
  from: { uri: from, displayName: '' },
  ...{ to, audience: 'everybody', id, timestamp: '', contentType: 'text/plain', content: id, dispositions: [] },
})

test('one conversation goes one after the other, others do not wait for it', async () => {
  const { outbox, underWay, arrive } = open()
  const outcomes = ['1', '2', '3'].map((id) => outbox.send(letter(id)))
  void outbox.send(letter('other', 'alice', 'carol'))
  expect(underWay()).toEqual(['1', 'other'])
  await arrive({ code: 404, reason: 'Gone' })
  expect(underWay()).toEqual(['other', '2'])
  expect(await outcomes[0]).toEqual({ code: 404, reason: 'Gone' })
  await arrive()
  await arrive()
  expect(underWay()).toEqual(['3'])
  await arrive()
  expect(await Promise.all(outcomes.slice(1))).toEqual([OK, OK])
})

test('one account that writes to many has only its share of the road', async () => {
  const { outbox, underWay, arrive } = open({ atOncePerAccount: 2 })
  for (const to of ['a', 'b', 'c', 'd']) void outbox.send(letter(`to ${to}`, 'mallory', to))
  void outbox.send(letter('hello'))
  expect(underWay()).toEqual(['to a', 'to b', 'hello'])
  await arrive()
  expect(underWay()).toEqual(['to b', 'hello', 'to c'])
})

test('a conversation that has more to say lets the others of its account go first', async () => {
  const { outbox, underWay, arrive } = open({ atOncePerAccount: 1 })
  for (const [id, to] of [
    ['1', 'a'],
    ['2', 'a'],
    ['3', 'b'],
  ] as const)
    void outbox.send(letter(id, 'alice', to))
  await arrive()
  expect(underWay()).toEqual(['3'])
  await arrive()
  expect(underWay()).toEqual(['2'])
})

test('no more than so many are on their way, or here at all', async () => {
  const { outbox, underWay, arrive } = open({ atOnce: 1, most: 2 })
  void outbox.send(letter('1', 'alice', 'a'))
  void outbox.send(letter('2', 'bob', 'b'))
  expect(underWay()).toEqual(['1'])
  expect(await outbox.send(letter('3'))).toMatchObject({ code: 503 })
  await arrive()
  expect(underWay()).toEqual(['2'])
})

test('one account that writes to nobody who answers does not take the room of all others', async () => {
  const { outbox, underWay, arrive } = open({ mostPerAccount: 2 })
  for (const id of ['1', '2']) void outbox.send(letter(id, 'mallory'))
  expect(await outbox.send(letter('3', 'mallory', 'carol'))).toMatchObject({ code: 503 })
  void outbox.send(letter('hello'))
  expect(underWay()).toEqual(['1', 'hello'])
  await arrive()
  void outbox.send(letter('4', 'mallory', 'carol'))
  expect(underWay()).toEqual(['hello', '2', '4'])
})

test('when it closes, what waits is given back and what is on its way still arrives', async () => {
  const { outbox, underWay, arrive } = open({ atOnce: 2, atOncePerAccount: 1 })
  const outcomes = [letter('1'), letter('2'), letter('3', 'alice', 'carol')].map((one) => outbox.send(one))
  outbox.close()
  expect(await outcomes[2]).toBeNull()
  expect(await outbox.send(letter('4'))).toBeNull()
  await arrive()
  expect(await outcomes[0]).toEqual(OK)
  expect(await outcomes[1]).toBeNull()
  expect(underWay()).toEqual([])
})
