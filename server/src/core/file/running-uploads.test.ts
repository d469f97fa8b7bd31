import { expect, test } from 'vitest'
import { RunningUploads } from './running-uploads.ts'

const HERE = '192.0.2.1'
const nothing = () => {}

test('an upload is ended by who began it, once, and by nobody else', async () => {
  const uploads = new RunningUploads({ atOnce: 10, atOncePerPlace: 10 })
  let aborted = 0
  const upload = await uploads.begin('alice bob t1', 't1', HERE, () => aborted++)
  expect(uploads.cancel('t1', '192.0.2.2')).toBe(false)
  expect(uploads.cancel('t2', HERE)).toBe(false)
  expect(uploads.cancel('t1', HERE)).toBe(true)
  expect(uploads.cancel('t1', HERE)).toBe(false)
  expect([aborted, upload?.cancelled, upload?.settle()]).toEqual([1, true, false])
})

test('what has come whole can be ended no more', async () => {
  const uploads = new RunningUploads({ atOnce: 10, atOncePerPlace: 10 })
  const upload = await uploads.begin('alice bob t1', 't1', HERE, nothing)
  expect(upload?.settle()).toBe(true)
  expect(uploads.cancel('t1', HERE)).toBe(false)
  upload?.over()
  expect(uploads.cancel('t1', HERE)).toBe(false)
})

test('a second upload to the same place ends the first, and begins when that is over', async () => {
  const uploads = new RunningUploads({ atOnce: 10, atOncePerPlace: 10 })
  const order: string[] = []
  const first = await uploads.begin('alice bob t1', 't1', HERE, () => order.push('first aborted'))
  const second = uploads.begin('alice bob t1', 't1', HERE, nothing).then((upload) => {
    order.push('second begins')
    return upload
  })
  await Promise.resolve()
  order.push('first over')
  first?.over()
  expect((await second)?.cancelled).toBe(false)
  expect(order).toEqual(['first aborted', 'first over', 'second begins'])
})

test('all of one id are ended together, and that is over when they are, also those that it was too late to end', async () => {
  const uploads = new RunningUploads({ atOnce: 10, atOncePerPlace: 10 })
  const aborted: string[] = []
  const begin = (key: string, id: string, address: string) => uploads.begin(key, id, address, () => aborted.push(key))
  const first = await begin('1', 'room', HERE)
  const late = await begin('2', 'room', '192.0.2.2')
  const other = await begin('3', 'another room', HERE)
  late?.settle()
  let isOver = false
  const ended = uploads.endAll('room').then(() => {
    isOver = true
  })
  expect([aborted, first?.cancelled, late?.cancelled, other?.cancelled]).toEqual([['1'], true, false, false])
  first?.over()
  await Promise.resolve()
  expect(isOver).toBe(false)
  late?.over()
  await ended
  await uploads.endAll('room')
})

test('there are so many at a time, of all and from one place', async () => {
  const uploads = new RunningUploads({ atOnce: 3, atOncePerPlace: 2 })
  const begin = (key: string, address: string) => uploads.begin(key, key, address, nothing)
  const first = await begin('a', '2001:db8::1')
  expect(await begin('b', '2001:db8::2')).not.toBeNull()
  expect(await begin('c', '2001:db8::3')).toBeNull()
  expect(await begin('d', HERE)).not.toBeNull()
  expect(await begin('e', '192.0.2.2')).toBeNull()
  first?.over()
  expect(await begin('f', '2001:db8::4')).not.toBeNull()
})
