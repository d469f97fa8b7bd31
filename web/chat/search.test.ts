import { newlyKnown } from '@weft/client/conversation-message'
import { MemoryArchive } from '@weft/client/memory-archive'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Search } from './search.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17) }))
afterEach(() => void vi.useRealTimers())

const bob = 'bob@example.com'

async function searching(...texts: string[]) {
  const archive = new MemoryArchive()
  const messages = texts.map((content, index) =>
    newlyKnown(
      {
        ...{ id: `m${index}`, contact: bob, displayName: '', direction: 'incoming', content, contentType: 'text/plain' },
        ...{ state: 'received', owed: [], timestamp: new Date(Date.UTC(2026, 6, 16, 0, index)).toISOString() },
      },
      Date.now(),
    ),
  )
  await archive.write({ messages })
  const page = vi.spyOn(archive, 'page')
  const search = new Search(
    () => archive,
    () => [{ key: bob, contact: bob, displayName: '', last: null, unread: 0 }],
  )
  return { search, page, found: () => search.messages.value.map(({ message: { id } }) => id) }
}

test('messages are looked for once somebody stops typing', async () => {
  const { search, page, found } = await searching('hello there', 'something else')
  search.type('hel')
  search.type('hello')
  expect([search.searching.value, page.mock.calls.length]).toEqual([true, 0])
  await vi.advanceTimersByTimeAsync(200)
  expect([found(), search.searching.value, page.mock.calls.length]).toEqual([['m0'], false, 1])
  search.clear()
  expect(found()).toEqual([])
})

test('what was typed since then replaces what is still looked for', async () => {
  const { search, found } = await searching('hello there', 'something else')
  search.type('hello')
  vi.advanceTimersByTime(200)
  search.type('else')
  await vi.advanceTimersByTimeAsync(200)
  expect(found()).toEqual(['m1'])
})

test('a letter finds no messages, and of many the newest are enough', async () => {
  const { search, page, found } = await searching(...Array.from({ length: 80 }, () => 'hello'))
  search.type('h')
  await vi.advanceTimersByTimeAsync(200)
  expect(page).not.toHaveBeenCalled()
  search.type('hello')
  await vi.advanceTimersByTimeAsync(200)
  expect([found().length, found()[0]]).toEqual([50, 'm79'])
})
