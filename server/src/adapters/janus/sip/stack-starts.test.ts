import { expect, test } from 'vitest'
import { StackStarts } from './stack-starts.ts'

test('two starts are under way at a time, the others come in order, whatever becomes of those before', async () => {
  const starts = new StackStarts()
  const begun: number[] = []
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = []
  const runs = [0, 1, 2, 3].map((index) =>
    starts.run(() => {
      begun.push(index)
      return new Promise<void>((resolve, reject) => {
        ends[index] = { resolve, reject }
      })
    }),
  )
  expect(begun).toEqual([0, 1])
  const failed = expect(runs[1]).rejects.toThrow('no')
  ends[1]?.reject(new Error('no'))
  await failed
  await Promise.resolve()
  expect(begun).toEqual([0, 1, 2])
  ends[0]?.resolve()
  await runs[0]
  await Promise.resolve()
  expect(begun).toEqual([0, 1, 2, 3])
  ends[2]?.resolve()
  ends[3]?.resolve()
  await Promise.all([runs[2], runs[3]])
})
