import { expect, test } from 'vitest'
import { messagingBench } from '../../../../test/scenarios/support/messaging.ts'
import type { JournalEntry } from '../../ports/journal-entry.ts'
import { MOST_IN_DOCUMENT } from './journal-pages.ts'

const ACCOUNT = 'alice@weft.test'
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e'
const ALL = { after: null, since: null, limit: null }

const entry = (messageId: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  ...{ contact: 'bob@weft.test', direction: 'incoming', contentType: 'text/plain', content: 'hello', messageId, arrivedAt: 0 },
  ...{ disposition: null, state: 'received', timestamp: '2026-07-17T12:00:00+00:00' },
  ...more,
})

/** Pages of a journal with these entries. */
async function pagesOf(entries: readonly JournalEntry[]) {
  const { journals, messaging } = messagingBench()
  await journals.activate(ACCOUNT)
  await journals.apply(entries.map((one) => ({ operation: 'append', account: ACCOUNT, entry: one })))
  return messaging.pages
}

const numbered = (count: number, content: string) => Array.from({ length: count }, (_, index) => entry(`m${index}`, { content }))

test('a page for a frame is cut where its contents are much, and what follows comes with the next one', async () => {
  const pages = await pagesOf(numbered(10, 'x'.repeat(300_000)))
  const ids: string[] = []
  const lengths: number[] = []
  for (let after: string | null = null; ; ) {
    const page = await pages.page(ACCOUNT, { ...ALL, after })
    if (page.length === 0) break
    lengths.push(page.length)
    ids.push(...page.map(({ messageId }) => messageId))
    after = page.at(-1)?.messageId ?? null
  }
  expect(lengths).toEqual([3, 3, 3, 1])
  expect(ids).toEqual(numbered(10, '').map(({ messageId }) => messageId))
  expect(await pages.page(ACCOUNT, ALL, MOST_IN_DOCUMENT)).toHaveLength(10)
})

test('one entry that is larger than a page is a page', async () => {
  const pages = await pagesOf(numbered(2, 'x'.repeat(2_000_000)))
  expect(await pages.page(ACCOUNT, ALL)).toHaveLength(1)
})

test('no more than five thousand at a time, whatever was asked for', async () => {
  const pages = await pagesOf(numbered(5001, ''))
  expect(await pages.page(ACCOUNT, { ...ALL, limit: 100_000 })).toHaveLength(5000)
})

const piece = (number: number, more: Partial<JournalEntry> = {}) => entry(number === 0 ? UUID : `${UUID}-${number}`, more)

test('pieces of one text stay together where they fit, and are cut where they do not', async () => {
  const pages = await pagesOf([entry('before'), piece(0), piece(1), piece(2)])
  expect((await pages.page(ACCOUNT, { ...ALL, limit: 3 })).map(({ messageId }) => messageId)).toEqual(['before'])
  expect(await pages.page(ACCOUNT, { ...ALL, after: 'before', limit: 2 })).toHaveLength(2)
})

test.each([
  ['from another', piece(1, { contact: 'carol@weft.test' })],
  ['in the other direction', piece(1, { direction: 'outgoing' })],
  ['a piece is missing', piece(2)],
  ['of another text', entry(`1${UUID.slice(1)}-1`)],
])('what follows is no piece of the same text: %s', async (_why, next) => {
  const pages = await pagesOf([entry('before'), piece(0), next])
  expect(await pages.page(ACCOUNT, { ...ALL, limit: 2 })).toHaveLength(2)
})
