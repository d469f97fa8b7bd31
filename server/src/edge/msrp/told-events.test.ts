import { expect, test } from 'vitest'
import { ToldEvents } from './told-events.ts'

const nothing = () => {}

test('nothing is told before the call that led to it has returned', async () => {
  const heard: string[] = []
  const told = new ToldEvents<string>((event) => void heard.push(event), nothing, nothing)
  told.tell('a')
  told.tell('b')
  expect([heard, told.isBusy]).toEqual([[], true])
  await Promise.resolve()
  expect([heard, told.isBusy]).toEqual([['a', 'b'], false])
})

test('what is told by the listener comes after what it is being told', () => {
  const heard: string[] = []
  const told: ToldEvents<string> = new ToldEvents(
    (event) => {
      heard.push(`${event} begins`)
      if (event === 'a') {
        told.tell('b')
        told.drain()
      }
      heard.push(`${event} ends`)
    },
    nothing,
    nothing,
  )
  told.tell('a')
  told.drain()
  expect(heard).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

test('the next event waits for what the listener promised', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const heard: string[] = []
  const idle: number[] = []
  const told = new ToldEvents<string>(
    (event) => {
      heard.push(event)
      return event === 'a' ? promise : undefined
    },
    () => idle.push(heard.length),
    nothing,
  )
  told.tell('a')
  told.tell('b')
  told.drain()
  expect([heard, told.isBusy, idle]).toEqual([['a'], true, []])
  resolve()
  await promise
  await new Promise((done) => setImmediate(done))
  expect([heard, told.isBusy]).toEqual([['a', 'b'], false])
  expect(idle.at(-1)).toBe(2)
})

test('a listener that throws, or rejects, is told of, and hears what comes later', async () => {
  const heard: string[] = []
  const failures: unknown[] = []
  const told = new ToldEvents<string>(
    (event) => {
      heard.push(event)
      if (event === 'a') throw new Error('thrown')
      if (event === 'b') return Promise.reject(new Error('rejected'))
      return undefined
    },
    nothing,
    (error) => failures.push(error),
  )
  for (const event of ['a', 'b', 'c']) told.tell(event)
  told.drain()
  await new Promise((done) => setImmediate(done))
  expect(heard).toEqual(['a', 'b', 'c'])
  expect(failures).toEqual([new Error('thrown'), new Error('rejected')])
})
