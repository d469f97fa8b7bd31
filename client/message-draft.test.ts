import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import { comparePlaces, isUnread } from './conversation-message.ts'
import { MemoryArchive } from './memory-archive.ts'
import type { Message } from './message.ts'
import type { ConversationRecord } from './message-archive.ts'
import type { MessageChange } from './message-change.ts'
import { MessageDraft } from './message-draft.ts'

const NOW = Date.UTC(2026, 6, 17)
const CONTACTS = ['bob@example.com', 'Bob@Example.com', 'carol@example.com'] as const

const message = (id: number, contact: string, direction: Message['direction'], minute: number): Message => ({
  id: `m${id}`,
  contact,
  displayName: '',
  direction,
  content: 'hello',
  contentType: 'text/plain',
  timestamp: new Date(NOW - 3_600_000 + minute * 60_000).toISOString(),
  state: direction === 'incoming' ? 'received' : 'pending',
  owed: direction === 'incoming' ? ['displayed'] : [],
})

const ids = integer({ min: 0, max: 12 })
const contacts = constantFrom(...CONTACTS)
const changes = oneof(
  {
    weight: 5,
    arbitrary: record({ id: ids, contact: contacts, direction: constantFrom('incoming', 'outgoing'), minute: ids }).map(
      ({ id, contact, direction, minute }): MessageChange => ({
        kind: 'message',
        message: message(id, contact, direction, minute),
      }),
    ),
  },
  record({ id: ids, state: constantFrom('delivered', 'displayed', 'failed') }).map(
    ({ id, state }): MessageChange => ({ kind: 'state', id: `m${id}`, state, reason: '' }),
  ),
  record({ id: ids, contact: contacts }).map(({ id, contact }): MessageChange => ({ kind: 'removed', id: `m${id}`, contact })),
  contacts.map((contact): MessageChange => ({ kind: 'read', contact })),
  record({ contact: contacts, minute: ids }).map(
    ({ contact, minute }): MessageChange => ({
      kind: 'conversation-removed',
      contact,
      until: new Date(NOW - 3_600_000 + minute * 60_000).toISOString(),
    }),
  ),
)

/** What the records come to after batches of changes, and what is in the archive then. */
async function play(batches: readonly (readonly MessageChange[])[]) {
  const archive = new MemoryArchive()
  const records = new Map<string, ConversationRecord>()
  for (const batch of batches) {
    const draft = new MessageDraft(archive, records, NOW)
    await draft.apply(batch)
    const result = await draft.result()
    await archive.write(result)
    for (const one of result.conversations) records.set(one.key, one)
    for (const key of result.removedConversations) records.delete(key)
  }
  const all = async (conversation: string) => archive.page({ conversation, before: null, limit: 1000 })
  return { archive, records, all }
}

test('whatever happens, together or apart, records say what is in the archive: the newest message, and how many are unread', async () => {
  const property = asyncProperty(array(array(changes, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
    const { archive, records, all } = await play(batches)
    expect((await archive.load()).conversations).toHaveLength(records.size)
    for (const key of ['bob@example.com', 'carol@example.com']) {
      const messages = await all(key)
      const known = records.get(key)
      expect(known?.unread ?? 0).toBe(messages.filter(isUnread).length)
      expect(known?.last ?? null).toEqual(messages.toSorted(comparePlaces).at(-1) ?? null)
    }
  })
  await assert(property, { numRuns: 300 })
})

test('what is told one by one comes to the same as together, where nothing was known before', async () => {
  const property = asyncProperty(
    array(
      changes.filter(({ kind }) => kind !== 'read'),
      { maxLength: 12 },
    ),
    async (told) => {
      const apart = await play(told.map((change) => [change]))
      const together = await play([told])
      for (const key of ['bob@example.com', 'carol@example.com']) expect(await together.all(key)).toEqual(await apart.all(key))
    },
  )
  await assert(property, { numRuns: 300 })
})

test('what a program says to another is in no conversation', async () => {
  const label = { ...message(1, CONTACTS[0], 'incoming', 0), contentType: 'application/sylk-message-metadata' }
  const { records } = await play([[{ kind: 'message', message: label }]])
  expect(records.size).toBe(0)
})

test('a message of somebody else does not pass for one of ours of the same id', async () => {
  const { all } = await play([
    [
      { kind: 'message', message: message(1, CONTACTS[0], 'outgoing', 0) },
      { kind: 'message', message: message(1, CONTACTS[0], 'incoming', 1) },
      { kind: 'state', id: 'm1', state: 'displayed', reason: '' },
    ],
  ])
  expect((await all(CONTACTS[0])).map(({ direction, state }) => [direction, state])).toEqual([
    ['incoming', 'received'],
    ['outgoing', 'displayed'],
  ])
})
