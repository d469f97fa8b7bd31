import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('jobs about one thing wait for each other, whatever becomes of them; others do not', async () => {
  const turns = new Turns()
  const log: string[] = []
  const first = Promise.withResolvers<void>()
  const jobs = [
    turns.take('a', async () => {
      await first.promise
      log.push('a1')
      throw new Error('a1 failed')
    }),
    turns.take('a', async () => log.push('a2')),
    turns.take('b', async () => log.push('b1')),
  ]
  await jobs[2]
  expect(log).toEqual(['b1'])
  first.resolve()
  await expect(jobs[0]).rejects.toThrow('a1 failed')
  await jobs[1]
  expect(log).toEqual(['b1', 'a1', 'a2'])
})
