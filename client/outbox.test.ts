import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outbox, type OutboxOutcome, OutboxRefusal } from './outbox.ts'
import type { OutboxEntry, OutboxTask } from './outbox-entry.ts'
import { RequestFailure } from './request-failure.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const message = (id: string): OutboxTask => ({ kind: 'message', id, content: id, contentType: 'text/plain', timestamp: 't' })
const receipt = (id: string): OutboxTask => ({ kind: 'receipt', id, receipt: 'displayed', timestamp: 't' })
const name = ({ contact, task }: OutboxEntry) => `${contact} ${'id' in task ? task.id : task.kind}`

/** A gateway that answers when, and as, a test says. */
function bench(waiting: readonly OutboxEntry[] = []) {
  const asked: string[] = []
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = []
  const outcomes: [string, OutboxOutcome['kind']][] = []
  const outbox = new Outbox(waiting, {
    perform: (entry) => {
      asked.push(name(entry))
      return new Promise((resolve, reject) => answers.push({ resolve, reject }))
    },
    settled: (entry, { kind }) => outcomes.push([name(entry), kind]),
  })
  const put = (contact: string, ...tasks: OutboxTask[]) => outbox.put(tasks.map((task) => outbox.entry(contact, task)))
  const answer = async (error?: Error) => {
    const next = answers.shift()
    if (error) next?.reject(error)
    else next?.resolve()
    await settled()
  }
  return { outbox, asked, outcomes, put, answer }
}

test('nothing goes out before the outbox is opened', () => {
  const { outbox, asked, put } = bench()
  put('bob', message('1'))
  expect(asked).toEqual([])
  outbox.open()
  expect(asked).toEqual(['bob 1'])
})

test('what is for one contact waits for what was written before; other contacts do not wait', async () => {
  const { outbox, asked, put, answer } = bench()
  put('bob', message('1'), message('2'))
  put('Carol', message('3'))
  put('carol', message('4'))
  outbox.open()
  expect(asked).toEqual(['bob 1', 'Carol 3'])
  await answer()
  expect(asked.slice(2)).toEqual(['bob 2'])
  await answer()
  expect(asked.slice(3)).toEqual(['carol 4'])
})

test('receipts go out together, and what comes after waits for all of them', async () => {
  const { outbox, asked, put, answer } = bench()
  put('bob', receipt('1'), receipt('2'), { kind: 'read' }, receipt('3'))
  outbox.open()
  expect(asked).toEqual(['bob 1', 'bob 2'])
  await answer()
  await answer()
  expect(asked.slice(2)).toEqual(['bob read'])
  await answer()
  expect(asked.slice(3)).toEqual(['bob 3'])
})

test('only so many wait for an answer at a time', () => {
  const { outbox, asked, put } = bench()
  for (let count = 0; count < 40; count++) put(`contact ${count}`, message('m'))
  outbox.open()
  expect(asked).toHaveLength(16)
})

test('what had no answer goes out again, before what was written later', async () => {
  const { outbox, asked, outcomes, put, answer } = bench()
  outbox.open()
  put('bob', message('1'), message('2'))
  outbox.close()
  await answer(new RequestFailure('disconnected', 'lost'))
  expect([asked, outcomes]).toEqual([['bob 1'], []])
  outbox.open()
  await answer()
  await answer()
  expect(asked).toEqual(['bob 1', 'bob 1', 'bob 2'])
  expect(outcomes).toEqual([
    ['bob 1', 'taken'],
    ['bob 2', 'taken'],
  ])
})

test('what may pass is tried again after longer and longer; what may not is over, and the next goes on', async () => {
  const { outbox, asked, outcomes, put, answer } = bench()
  outbox.open()
  put('bob', message('1'), message('2'))
  for (const delay of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    const before = asked.length
    await answer(new RequestFailure('refused', 'The server cannot keep anything at the moment'))
    await vi.advanceTimersByTimeAsync(delay - 1)
    expect(asked).toHaveLength(before)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked).toHaveLength(before + 1)
  }
  await answer(new RequestFailure('refused', 'The message cannot be sent: it contains a NUL'))
  await answer(new OutboxRefusal('key-changed'))
  expect(outcomes).toEqual([
    ['bob 1', 'refused'],
    ['bob 2', 'refused'],
  ])
  expect([outbox.size, vi.getTimerCount()]).toEqual([0, 0])
})

test('what is dropped while it is under way is settled by nobody', async () => {
  const { outbox, outcomes, put, answer } = bench()
  outbox.open()
  put('bob', message('1'), message('2'))
  const entry = outbox.waiting('1')
  if (entry !== undefined) outbox.drop([entry.number])
  await answer()
  expect([outcomes, outbox.waitingFor('BOB').map(name)]).toEqual([[], ['bob 2']])
})

test('what was kept goes on where it was, and nobody knows whether it was done', () => {
  const kept = [
    { number: 9, contact: 'bob', task: message('later') },
    { number: 3, contact: 'bob', task: message('first') },
  ]
  const { outbox, asked } = bench(kept)
  outbox.open()
  expect(asked).toEqual(['bob first'])
  expect(outbox.entry('bob', { kind: 'read' }).number).toBe(10)
  const first = outbox.waiting('first')
  expect(first && outbox.wasAttempted(first)).toBe(true)
})
