import type { ConversationMessage } from '@weft/client/conversation-message'
import type { ConversationRecord, MessageArchive } from '@weft/client/message-archive'
import type { OutboxEntry } from '@weft/client/outbox-entry'

/** An archive of an account, opened anew each time: what one has written, the next one has. */
export interface ArchiveSite {
  open(): Promise<MessageArchive>
  /** In memory, where all are one and the same, this does nothing. */
  close(archive: MessageArchive): Promise<void>
}

const BOB = 'bob@example.com'

export function archivedMessage(id: string, at: number, more: Partial<ConversationMessage> = {}): ConversationMessage {
  return {
    key: `in ${BOB} ${id}`,
    id,
    contact: BOB,
    displayName: '',
    direction: 'incoming',
    content: 'hello',
    contentType: 'text/plain',
    timestamp: new Date(at).toISOString(),
    state: 'received',
    owed: [],
    at,
    queued: false,
    reason: '',
    protection: null,
    ...more,
  }
}

const record = (key: string, more: Partial<ConversationRecord> = {}): ConversationRecord => {
  return { key, contact: key, displayName: '', last: null, unread: 0, ...more }
}
const addressBook = { contacts: [], groups: [], policies: [] }
const read: OutboxEntry = { number: 7, contact: BOB, task: { kind: 'read' } }

/** Objects with their fields in one order. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** It is run in a page as well, where no test library is. */
function same(found: unknown, wanted: unknown): void {
  const [one, other] = [found, wanted].map((value) => JSON.stringify(value, sorted))
  if (one !== other) throw new Error(`found ${one} instead of ${other}`)
}

async function whole(archive: MessageArchive, conversation: string, limit = 100): Promise<string[]> {
  return (await archive.page({ conversation, before: null, limit })).map(({ id }) => id)
}

/** What every archive owes, by name; each begins with an empty one. */
export const ARCHIVE_CONTRACT: Readonly<Record<string, (site: ArchiveSite) => Promise<void>>> = {
  'an archive is empty at first': async (site) => {
    const archive = await site.open()
    same(await archive.load(), { conversations: [], outbox: [], cursor: null })
    same(await archive.addressBook(), null)
    same(await whole(archive, BOB), [])
    same(await archive.messages(['nothing']), [])
  },
  'what is written is there for whoever opens it next': async (site) => {
    const first = await site.open()
    const message = archivedMessage('m', 1000, { protection: { kind: 'encrypted', signature: 'unsigned' }, owed: ['displayed'] })
    const conversation = record(BOB, { last: message, unread: 1, displayName: 'Bob ☕' })
    await first.write({ messages: [message], conversations: [conversation], outbox: [read], cursor: 'c', addressBook })
    await site.close(first)
    const next = await site.open()
    same(await next.load(), { conversations: [conversation], outbox: [read], cursor: 'c' })
    same(await next.addressBook(), addressBook)
    same(await next.messages([message.key, 'nothing']), [message])
    await next.write({ settledOutbox: [7, 8], removedConversations: [BOB, 'nobody'] })
    same(await next.load(), { conversations: [], outbox: [], cursor: 'c' })
    same(await next.addressBook(), addressBook)
  },
  'pages go back in time, without gaps where times are the same': async (site) => {
    const archive = await site.open()
    const messages = ['e', 'b', 'd', 'a', 'c'].map((id) => archivedMessage(id, id === 'a' ? 1 : id === 'e' ? 3 : 2))
    await archive.write({ messages: [...messages, archivedMessage('x', 2, { contact: 'bob@example.co', key: 'x' })] })
    same(await whole(archive, BOB), ['e', 'd', 'c', 'b', 'a'])
    const first = await archive.page({ conversation: BOB, before: null, limit: 2 })
    const second = await archive.page({ conversation: BOB, before: first.at(-1) ?? null, limit: 2 })
    const third = await archive.page({ conversation: BOB, before: second.at(-1) ?? null, limit: 2 })
    same(
      [first, second, third].flat().map(({ id }) => id),
      ['e', 'd', 'c', 'b', 'a'],
    )
    same(await archive.page({ conversation: BOB, before: third.at(-1) ?? null, limit: 2 }), [])
    same(
      (await archive.page({ conversation: BOB, before: { at: 2, key: '' }, limit: 9 })).map(({ id }) => id),
      ['a'],
    )
  },
  'conversations are told apart by their contacts in any case': async (site) => {
    const archive = await site.open()
    await archive.write({ messages: [archivedMessage('a', 1), archivedMessage('b', 2, { contact: 'BOB@Example.com' })] })
    same(await whole(archive, BOB), ['b', 'a'])
  },
  'a message that is written again stands once, where it stands now': async (site) => {
    const archive = await site.open()
    await archive.write({ messages: [archivedMessage('a', 1, { owed: ['displayed'] }), archivedMessage('b', 2)] })
    await archive.write({ messages: [archivedMessage('a', 3, { content: 'changed' })] })
    same(
      (await archive.page({ conversation: BOB, before: null, limit: 9 })).map(({ content }) => content),
      ['changed', 'hello'],
    )
    same(await archive.unread(BOB), [])
  },
  'unread messages are found without the others': async (site) => {
    const archive = await site.open()
    const unread = archivedMessage('a', 1, { owed: ['displayed'] })
    const others = [archivedMessage('b', 2, { owed: ['delivered'] }), archivedMessage('c', 3)]
    await archive.write({ messages: [unread, ...others] })
    same(await archive.unread(BOB), [unread])
    await archive.write({ removedMessages: [unread.key, 'nothing'] })
    same(await archive.unread(BOB), [])
    same(await whole(archive, BOB), ['c', 'b'])
  },
  'writes that were not waited for are seen, in their order': async (site) => {
    const archive = await site.open()
    const writes = [archive.write({ cursor: 'a' }), archive.write({ cursor: 'b', messages: [archivedMessage('m', 1)] })]
    const page = whole(archive, BOB)
    await Promise.all(writes)
    same(await page, ['m'])
    same((await archive.load()).cursor, 'b')
  },
  'everything is forgotten, and the archive can be used again': async (site) => {
    const archive = await site.open()
    const message = archivedMessage('m', 1, { owed: ['displayed'] })
    await archive.write({ messages: [message], conversations: [record(BOB)], outbox: [read], cursor: 'c', addressBook })
    await archive.forget()
    same(await archive.load(), { conversations: [], outbox: [], cursor: null })
    same(await archive.addressBook(), null)
    same([await whole(archive, BOB), await archive.unread(BOB)], [[], []])
    await archive.write({ messages: [message] })
    same(await whole(archive, BOB), ['m'])
  },
  'a page of a conversation of 10,000 messages is read without the others': async (site) => {
    const archive = await site.open()
    for (let start = 0; start < 10_000; start += 2000) {
      await archive.write({
        messages: Array.from({ length: 2000 }, (_, index) => archivedMessage(`m${start + index}`, start + index)),
      })
    }
    same(await whole(archive, BOB, 3), ['m9999', 'm9998', 'm9997'])
    same(
      (await archive.page({ conversation: BOB, before: { at: 5000, key: '' }, limit: 2 })).map(({ id }) => id),
      ['m4999', 'm4998'],
    )
  },
}
