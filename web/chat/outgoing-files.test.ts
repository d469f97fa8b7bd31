import type { FileTransfers, SendFileOptions } from '@weft/client/file-transfers'
import { RequestFailure } from '@weft/client/request-failure'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OutgoingFiles } from './outgoing-files.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bob = 'bob@example.com'
const file = (name: string) => new File(['content'], name)
const settled = () => vi.advanceTimersByTimeAsync(0)

/** A gateway that takes each file when it is told to. */
function sending() {
  const under: { name: string; options: SendFileOptions; end: PromiseWithResolvers<string> }[] = []
  let ids = 0
  const transfers: Pick<FileTransfers, 'newId' | 'send'> = {
    newId: () => `t${++ids}`,
    send: (_contact, name, _content, options = {}) => {
      const end = Promise.withResolvers<string>()
      options.signal?.addEventListener('abort', () => end.reject(new RequestFailure('aborted', '')))
      under.push({ name, options, end })
      return end.promise
    },
  }
  const place = { online: true }
  const files = new OutgoingFiles(transfers, () => place.online)
  const names = () => under.map(({ name }) => name)
  const last = () => {
    const found = under.at(-1)
    if (found === undefined) throw new Error('nothing is sent')
    return found
  }
  const shown = () => files.list.value.map(({ name, progress, problem }) => [name, progress.value, problem.value])
  return { files, place, names, last, shown }
}

test('files go one after the other, tell how far they are, and are gone once they have arrived', async () => {
  const { files, names, last, shown } = sending()
  files.send(bob, [file('a.txt'), file('b.txt')], null)
  last().options.progress?.(0.5)
  expect([names(), shown()]).toEqual([
    ['a.txt'],
    [
      ['a.txt', 0.5, null],
      ['b.txt', null, null],
    ],
  ])
  last().end.resolve('t1')
  await settled()
  expect([names(), shown()]).toEqual([['a.txt', 'b.txt'], [['b.txt', 0, null]]])
})

test('one that is refused says why, holds up no other, and can be tried again under its own id', async () => {
  const { files, names, last, shown } = sending()
  files.send(bob, [file('big.iso'), file('b.txt')], null)
  last().end.reject(new RequestFailure('refused', '413 The file is too large'))
  await settled()
  expect(shown()[0]).toEqual(['big.iso', null, 'big.iso is larger than this server takes.'])
  last().end.resolve('t2')
  await settled()
  const [failed] = files.list.value
  if (failed === undefined) throw new Error('no file')
  files.retry(failed)
  expect([names(), last().options.id]).toEqual([['big.iso', 'b.txt', 'big.iso'], failed.id])
})

test('one that is cancelled is given up and gone', async () => {
  const { files, last, shown } = sending()
  files.send(bob, [file('a.txt')], null)
  const [first] = files.list.value
  if (first === undefined) throw new Error('no file')
  files.cancel(first)
  await settled()
  expect([last().options.signal?.aborted, shown()]).toEqual([true, []])
})

test('without a connection files wait for the next', async () => {
  const { files, place, names, last, shown } = sending()
  place.online = false
  files.send(bob, [file('a.txt')], null)
  expect([names(), shown()]).toEqual([[], [['a.txt', null, null]]])
  place.online = true
  files.resume()
  place.online = false
  last().end.reject(new RequestFailure('disconnected', ''))
  await settled()
  expect(shown()).toEqual([['a.txt', null, null]])
  place.online = true
  files.resume()
  expect(names()).toEqual(['a.txt', 'a.txt'])
})

test('one that is too large is not even begun, and says what is not', () => {
  const { files, names, shown } = sending()
  files.send(bob, [file('big.iso'), file('b.txt')], 5)
  expect([names(), shown()[0]]).toEqual([[], ['big.iso', null, 'big.iso is too large: this server takes up to 5 bytes.']])
  files.send(bob, [file('c.txt')], 7)
  expect(names()).toEqual(['c.txt'])
})
