import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../../test/scenarios/support/log.ts'
import { PairQueue } from './pair-queue.ts'

function world() {
  const log = new RecordingLog()
  const queue = new PairQueue(log)
  const done: string[] = []
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const add = (pair: string, name: string) =>
    queue.add(
      pair,
      () => gate.then(() => void done.push(name)),
      () => done.push(`${name} failed`),
    )
  return { log, queue, done, open, add }
}

test('jobs about two people are done in order, and each tells when it is', async () => {
  const { done, open, add } = world()
  const all = [add('a b', 'one'), add('a b', 'two'), add('c d', 'three')]
  expect(done).toEqual([])
  open()
  await Promise.all(all)
  expect(done.filter((name) => name !== 'three')).toEqual(['one', 'two'])
})

test('a hundred wait for each two people, then there is room again', async () => {
  const { open, add } = world()
  const all = Array.from({ length: 101 }, (_, at) => add('a b', `${at}`))
  expect([all[99] === null, all[100], add('c d', 'other') === null]).toEqual([false, null, false])
  open()
  await Promise.all(all)
  expect(add('a b', 'again')).not.toBeNull()
})

test('who writes to ever others does not take all there is of it', () => {
  const { add } = world()
  const all = Array.from({ length: 10_001 }, (_, at) => add(`a ${at}`, `${at}`))
  expect(all.indexOf(null)).toBe(10_000)
})

test('a job that throws is told, and the next one is done', async () => {
  const { queue, done, log } = world()
  const failing = queue.add(
    'a b',
    () => Promise.reject(new Error('the disk is full')),
    () => done.push('failed'),
  )
  const next = queue.add(
    'a b',
    async () => void done.push('next'),
    () => {},
  )
  await Promise.all([failing, next])
  expect([done.toSorted(), log.text.includes('the disk is full')]).toEqual([['failed', 'next'], true])
})
