import { expect, test } from 'vitest'
import { SerialQueue } from './serial-queue.ts'

const quiet = () => {}

test('jobs run one after the other, in the order they came', async () => {
  const order: number[] = []
  const queue = new SerialQueue(quiet)
  const gate = Promise.withResolvers<void>()
  queue.push(async () => {
    await gate.promise
    order.push(1)
  })
  for (let i = 2; i <= 2000; i++) queue.push(() => void order.push(i))
  expect(queue.length).toBe(1999)
  gate.resolve()
  await new Promise<void>((resolve) => queue.push(resolve))
  expect(order).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1))
})

test('a job that needs no waiting runs at once', () => {
  let ran = false
  new SerialQueue(quiet).push(() => {
    ran = true
  })
  expect(ran).toBe(true)
})

test('a job that throws is reported and does not stop the others', async () => {
  const defects: unknown[] = []
  const queue = new SerialQueue((thrown) => defects.push(thrown))
  queue.push(() => Promise.reject(new Error('one')))
  queue.push(() => {
    throw new Error('two')
  })
  await new Promise<void>((resolve) => queue.push(resolve))
  expect(defects).toEqual([new Error('one'), new Error('two')])
})

test('a closed queue drops what waits and takes nothing more', async () => {
  const gate = Promise.withResolvers<void>()
  const ran: string[] = []
  const queue = new SerialQueue(quiet)
  queue.push(() => gate.promise.then(() => void ran.push('running')))
  queue.push(() => void ran.push('waiting'))
  queue.close()
  queue.push(() => void ran.push('late'))
  gate.resolve()
  await gate.promise
  await Promise.resolve()
  expect(ran).toEqual(['running'])
})
