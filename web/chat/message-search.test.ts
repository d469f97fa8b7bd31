import { type ConversationMessage, newlyKnown } from '@weft/client/conversation-message'
import { MemoryArchive } from '@weft/client/memory-archive'
import { expect, test } from 'vitest'
import { hasWords, searchMessages, searchWords } from './message-search.ts'

const said = (id: string, content: string, contact = 'bob@example.com'): ConversationMessage =>
  newlyKnown(
    {
      ...{ id, contact, displayName: '', direction: 'incoming', content, contentType: 'text/plain', state: 'received', owed: [] },
      timestamp: new Date(Date.UTC(2026, 6, 17, 8, Number(id))).toISOString(),
    },
    Date.UTC(2026, 6, 18),
  )

async function search(typed: string, ...messages: ConversationMessage[]) {
  const archive = new MemoryArchive()
  const records = [...new Set(messages.map(({ contact }) => contact))].map((contact) => {
    return { key: contact, contact, displayName: '', last: null, unread: 0 }
  })
  await archive.write({ messages, conversations: records })
  const all: string[] = []
  for await (const page of searchMessages(archive, records, searchWords(typed)))
    all.push(...page.map(({ message: { id }, before, match, after }) => `${id} ${before}[${match}]${after}`))
  return all
}

test('words are found in any order, case and accent, newest first', async () => {
  expect(await search('CAFE new', said('1', 'A new café'), said('2', 'nothing'), said('3', 'Café, brand-new'))).toEqual([
    '3 [Café], brand-new',
    '1 A new [café]',
  ])
})

test('of a long text the place is shown', async () => {
  const [hit = ''] = await search('needle', said('1', `${'hay '.repeat(50)}needle ${'hay '.repeat(50)}`))
  expect(hit).toMatch(/^1 …hay .*hay \[needle\] hay/)
  expect(hit.length).toBeLessThan(200)
})

test('all conversations are looked through, however long', async () => {
  const many = Array.from({ length: 1200 }, (_, index) => said(String(index), index === 0 ? 'needle' : 'hay'))
  expect(await search('needle', ...many, said('1', 'a needle as well', 'carol@example.com'))).toEqual([
    '0 [needle]',
    '1 a [needle] as well',
  ])
})

test('names have what is typed of them', () => {
  expect(hasWords('Łukasz Björk <lukasz@example.com>', searchWords('bjork EXAMPLE'))).toBe(true)
  expect(hasWords('Bob', searchWords('bobby'))).toBe(false)
  expect(searchWords('  ')).toEqual([])
})
