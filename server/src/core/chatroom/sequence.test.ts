import { expect, test } from 'vitest'
import { Sequence } from './sequence.ts'

test('a job is done at once, but one that is begun by another after it', () => {
  const sequence = new Sequence()
  const done: string[] = []
  sequence.run(() => {
    sequence.run(() => {
      sequence.run(() => done.push('third'))
      done.push('second')
    })
    done.push('first')
  })
  expect(done).toEqual(['first', 'second', 'third'])
})
