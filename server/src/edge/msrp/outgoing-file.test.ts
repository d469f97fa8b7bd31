import { expect, test } from 'vitest'
import { OutgoingFile } from './outgoing-file.ts'

const PIECE = new Uint8Array(100_000)

/** A destination that takes everything, and a source that counts what was asked for. */
function scene(pieces: number, takes: () => boolean = () => true) {
  const seen = { fetched: 0, unsent: 0, closed: false, done: [] as unknown[] }
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (; seen.fetched < pieces; seen.fetched++) yield PIECE
    } finally {
      seen.closed = true
    }
  }
  const file = new OutgoingFile(source(), {
    feed: (bytes) => {
      seen.unsent += bytes.length
      return takes()
    },
    unsent: () => seen.unsent,
    done: (isWhole, error) => seen.done.push([isWhole, error]),
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return { file, seen, settle }
}

test('bytes are fetched some way ahead of what is sent, and then as it is sent', async () => {
  const { file, seen, settle } = scene(10)
  await settle()
  expect(seen.fetched).toBe(2)
  file.sent()
  await settle()
  expect(seen.fetched).toBe(2)
  seen.unsent = 0
  file.sent()
  await settle()
  expect(seen.fetched).toBe(5)
  while (seen.done.length === 0) {
    seen.unsent = 0
    file.sent()
    await settle()
  }
  expect(seen).toMatchObject({ fetched: 10, closed: true, done: [[true, null]] })
})

test('who wants no more has the source closed', async () => {
  const { file, seen, settle } = scene(10)
  await settle()
  file.stop()
  await settle()
  expect(seen).toMatchObject({ fetched: 2, closed: true, done: [] })
})

test('bytes that are not taken are the end', async () => {
  const { seen, settle } = scene(10, () => false)
  await settle()
  expect(seen).toMatchObject({ fetched: 0, closed: true })
  expect(seen.done).toEqual([[false, 'more bytes than were announced']])
})
