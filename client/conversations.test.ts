import type { JournalEntry } from '@weft/wire/journal'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { Connection } from './connection.ts'
import type { ConversationMessage } from './conversation-message.ts'
import { Conversations, type ConversationsOptions } from './conversations.ts'
import { FakeGateway } from './fake-gateway.ts'
import type { SyncState } from './journal-sync.ts'
import { MemoryArchive } from './memory-archive.ts'
import type { MessageCipher } from './message-cipher.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 9, 0, 0) }))
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const bob = 'bob@example.com'
const settled = () => vi.advanceTimersByTimeAsync(0)
const onAccount = { sylkrtc: 'account-event', account: address }

/** A device of alice's that has not reached the gateway yet. */
async function device(options: ConversationsOptions = {}) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  account.register()
  const conversations = await Conversations.open(account, options)
  connection.connect()
  const journal = async (...messages: JournalEntry[]) => {
    gateway.say({ ...onAccount, event: 'sync-conversations', messages })
    await settled()
  }
  const registered = async () => {
    gateway.greet()
    await settled()
    gateway.say({ ...onAccount, event: 'registration-state', state: 'registered' })
    await settled()
  }
  const signIn = async (...messages: JournalEntry[]) => {
    await registered()
    if (messages.length > 0) await journal(...messages)
    await journal()
  }
  /** The connection breaks, and the next attempt is under way. */
  const cut = async () => {
    gateway.drop()
    await vi.advanceTimersByTimeAsync(1000)
  }
  const outcome = (id: string, state: string, code = 200, reason = '') =>
    gateway.say({ ...onAccount, event: 'disposition-notification', message_id: id, message_timestamp: 't', state, code, reason })
  const comeIn = async (id: string, more: object = {}) => {
    gateway.say({
      ...onAccount,
      event: 'message',
      sender: { uri: bob, display_name: 'Bob' },
      timestamp: '2026-07-17T08:41:52.000000+00:00',
      disposition_notification: ['positive-delivery', 'display'],
      message_id: id,
      content: 'hello',
      content_type: 'text/plain',
      ...more,
    })
    await settled()
  }
  const sync = async (type: string, action: string, content: object) => {
    gateway.say({ ...onAccount, event: 'sync', type, action, content })
    await settled()
  }
  const requests = (name: string) => gateway.requests.filter(({ sylkrtc }) => sylkrtc === name)
  return { gateway, connection, account, conversations, registered, signIn, journal, cut, outcome, comeIn, sync, requests }
}

function entry(id: string, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    contact: bob,
    timestamp: '2026-07-17T08:41:52.000000+00:00',
    disposition: null,
    message_id: id,
    content_type: 'text/plain',
    content: 'hello',
    direction: 'incoming',
    state: 'received',
    ...more,
  }
}

const texts = (messages: readonly ConversationMessage[]) => messages.map(({ content }) => content)

test('what is written without a connection goes out once the account is registered, in order and under the ids it had', async () => {
  const { conversations, signIn, requests } = await device()
  const first = await conversations.send(bob, 'one')
  const second = await conversations.send(bob, 'two')
  expect([first.queued, first.state, conversations.waiting]).toEqual([true, 'pending', 2])
  await signIn()
  expect(requests('account-message')).toMatchObject([
    { message_id: first.id, content: 'one', uri: bob },
    { message_id: second.id, content: 'two' },
  ])
  expect(conversations.waiting).toBe(0)
  const thread = await conversations.thread(bob)
  expect(thread.messages).toMatchObject([
    { content: 'one', queued: false, state: 'pending' },
    { content: 'two', queued: false },
  ])
})

test('what had no answer when the connection broke is sent again, the same, and only once the gateway has taken it no more', async () => {
  const { gateway, conversations, signIn, cut, requests } = await device()
  await signIn()
  gateway.reply('account-message', 'silence')
  const { id } = await conversations.send(bob, 'hello')
  await settled()
  await cut()
  gateway.reply('account-message', 'ack')
  await signIn()
  await cut()
  await signIn()
  expect(requests('account-message')).toMatchObject([{ message_id: id }, { message_id: id }])
})

test('what the journal has is not sent again, though no answer said that it was taken', async () => {
  const { gateway, conversations, signIn, cut, requests } = await device()
  await signIn()
  gateway.reply('account-message', 'silence')
  const { id } = await conversations.send(bob, 'hello')
  await settled()
  await cut()
  await signIn(entry(id, { direction: 'outgoing', state: 'accepted' }))
  expect(requests('account-message')).toHaveLength(1)
  expect(conversations.waiting).toBe(0)
  expect((await conversations.thread(bob)).messages).toMatchObject([{ id, queued: false, state: 'accepted' }])
})

test('what waits outlives the page, and so does what was known', async () => {
  const archive = new MemoryArchive()
  const before = await device({ archive })
  await before.signIn(entry('old', { disposition: ['display'] }))
  await before.cut()
  const { id } = await before.conversations.send(bob, 'later')
  await before.conversations.markRead(bob)
  before.conversations.close()
  before.account.remove()
  const after = await device({ archive })
  expect(after.conversations.list).toMatchObject([{ contact: bob, unread: 0, last: { content: 'later', queued: true } }])
  await after.signIn()
  expect(after.gateway.last('account-message').message_id).toBe(id)
  expect(after.gateway.last('account-disposition-notification')).toMatchObject({ message_id: 'old', state: 'displayed' })
  expect(after.requests('account-mark-conversation-read')).toHaveLength(1)
  expect(after.requests('account-sync-conversations')).toMatchObject([{ message_id: 'old' }])
})

test('what the gateway refuses for good has failed, and goes out again under its id when somebody wants it', async () => {
  const { gateway, conversations, signIn, requests } = await device()
  await signIn()
  gateway.reply('account-message', { error: 'The message cannot be sent: it contains a NUL' })
  const { id } = await conversations.send(bob, 'hello')
  await settled()
  const thread = await conversations.thread(bob)
  expect(thread.messages).toMatchObject([{ state: 'failed', reason: 'The message cannot be sent: it contains a NUL' }])
  expect(conversations.waiting).toBe(0)
  gateway.reply('account-message', 'ack')
  for (const message of thread.messages) await conversations.resend(message)
  await settled()
  expect(requests('account-message')).toMatchObject([{ message_id: id }, { message_id: id }])
  expect(thread.messages).toMatchObject([{ state: 'pending', reason: '', queued: false }])
})

test('a gateway that cannot keep anything at the moment is asked again after a while', async () => {
  const { gateway, conversations, signIn, requests } = await device()
  await signIn()
  gateway.reply('account-message', { error: 'The server cannot keep anything at the moment' })
  await conversations.send(bob, 'hello')
  await vi.advanceTimersByTimeAsync(4_999)
  expect(requests('account-message')).toHaveLength(1)
  gateway.reply('account-message', 'ack')
  await vi.advanceTimersByTimeAsync(1)
  expect(requests('account-message')).toHaveLength(2)
  expect(conversations.waiting).toBe(0)
})

test('somebody who writes is told of once, counted, and learns that it came', async () => {
  const { gateway, conversations, signIn, comeIn, requests } = await device()
  const arrived: string[] = []
  conversations.on('arrived', ({ id }) => arrived.push(id))
  await signIn(entry('known', { disposition: ['display'] }))
  await comeIn('m')
  await comeIn('m')
  await comeIn('known')
  expect(arrived).toEqual(['m'])
  expect(conversations.conversation('BOB@example.com')).toMatchObject({ displayName: 'Bob', unread: 2 })
  expect(requests('account-disposition-notification')).toMatchObject([{ message_id: 'm', state: 'delivered', uri: bob }])
  await conversations.markRead(bob)
  await settled()
  expect(gateway.names.slice(-3)).toEqual([
    'account-disposition-notification',
    'account-disposition-notification',
    'account-mark-conversation-read',
  ])
  expect(conversations.conversation(bob)?.unread).toBe(0)
})

test('what another device has read is read here, and what came after it is not', async () => {
  const { conversations, signIn, comeIn, sync, cut } = await device()
  await signIn()
  await comeIn('one')
  await sync('conversation', 'read', { contact: bob })
  expect(conversations.conversation(bob)?.unread).toBe(0)
  await comeIn('two')
  await cut()
  const read = entry('mark', { content_type: 'application/sylk-conversation-read', content: bob, direction: '', state: null })
  await signIn(entry('one', { disposition: [] }), read, entry('two', { disposition: ['display'] }))
  expect(conversations.conversation(bob)?.unread).toBe(1)
})

test('a message that is removed is gone, and the one before it is the last again', async () => {
  const { gateway, conversations, signIn, sync } = await device()
  await signIn(entry('one'), entry('two', { content: 'latest', timestamp: '2026-07-17T08:50:00Z', disposition: ['display'] }))
  const thread = await conversations.thread(bob)
  await sync('message', 'remove', { contact: bob, message_id: 'two', direction: 'incoming' })
  expect(conversations.conversation(bob)).toMatchObject({ last: { id: 'one' }, unread: 0 })
  for (const message of thread.messages) await conversations.remove(message)
  await settled()
  expect(gateway.last('account-remove-message')).toMatchObject({ message_id: 'one', contact: bob })
  expect(thread.messages).toEqual([])
})

test('a message that is removed before it ever went out never goes out', async () => {
  const { conversations, signIn, requests } = await device()
  await conversations.remove(await conversations.send(bob, 'oh no'))
  await signIn()
  expect(requests('account-message')).toEqual([])
  expect(requests('account-remove-message')).toEqual([])
})

test('a conversation that is removed is gone here and on other devices; what is newer stays', async () => {
  const { gateway, conversations, signIn, sync } = await device()
  await signIn(entry('old'), entry('new', { timestamp: '2026-07-17T08:50:00Z' }))
  await sync('conversation', 'remove', { contact: bob, timestamp: '2026-07-17T08:45:00Z' })
  expect(texts((await conversations.thread(bob)).messages)).toHaveLength(1)
  await conversations.removeConversation(bob)
  await settled()
  expect(conversations.list).toEqual([])
  expect(gateway.last('account-remove-conversation').contact).toBe(bob)
})

test('a conversation is read by pages, newest first, and stays up to date', async () => {
  const { conversations, signIn, comeIn } = await device()
  const many = Array.from({ length: 120 }, (_, index) => {
    const minutes = String(Math.floor(index / 60)).padStart(2, '0')
    const seconds = String(index % 60).padStart(2, '0')
    return entry(`m${index}`, { content: `${index}`, timestamp: `2026-07-17T08:${minutes}:${seconds}Z` })
  })
  await signIn(...many)
  const thread = await conversations.thread(bob)
  expect([thread.messages.length, thread.messages[0]?.content, thread.isComplete]).toEqual([50, '70', false])
  await thread.loadOlder()
  await comeIn('late', { content: 'late' })
  await thread.loadOlder()
  await thread.loadOlder()
  expect([thread.messages.length, thread.messages[0]?.content, thread.isComplete]).toEqual([121, '0', true])
  expect(thread.messages.at(-1)?.content).toBe('late')
  thread.close()
  await comeIn('later')
  expect(thread.messages).toHaveLength(121)
})

test('what happens while a page is read is in the thread all the same, and in its place', async () => {
  const archive = new MemoryArchive()
  const { conversations, signIn, comeIn, sync } = await device({ archive })
  const minute = (index: number) => `2026-07-17T08:${String(index % 60).padStart(2, '0')}:00Z`
  await signIn(...Array.from({ length: 60 }, (_, index) => entry(`m${index}`, { content: `${index}`, timestamp: minute(index) })))
  const thread = await conversations.thread(bob)
  const read = archive.page.bind(archive)
  const reading = Promise.withResolvers<void>()
  archive.page = async (query) => {
    const page = await read(query)
    await reading.promise
    return page
  }
  const loading = thread.loadOlder()
  await settled()
  await comeIn('between', { content: 'between', timestamp: '2026-07-17T08:05:30Z' })
  await sync('message', 'remove', { contact: bob, message_id: 'm6', direction: 'incoming' })
  reading.resolve()
  await loading
  await settled()
  expect(texts(thread.messages).slice(4, 9)).toEqual(['4', '5', 'between', '7', '8'])
  expect(thread.messages).toHaveLength(60)
})

test('everything of an account can be forgotten', async () => {
  const archive = new MemoryArchive()
  const { conversations, signIn, comeIn } = await device({ archive })
  await signIn(entry('one'))
  await conversations.send(bob, 'two')
  await conversations.forget()
  await comeIn('three')
  expect(await archive.load()).toEqual({ cursor: null, conversations: [], outbox: [] })
  expect(await archive.page({ conversation: bob, before: null, limit: 9 })).toEqual([])
})

test('a message stands where its sender says, but never in the future', async () => {
  const { conversations, comeIn, signIn } = await device()
  await signIn()
  await comeIn('ahead', { timestamp: '2099-01-01T00:00:00Z', content: 'ahead' })
  await vi.advanceTimersByTimeAsync(1000)
  await conversations.send(bob, 'answer')
  expect(texts((await conversations.thread(bob)).messages)).toEqual(['ahead', 'answer'])
})

test('the journal that cannot be read is read again later, and nothing goes out before', async () => {
  const { conversations, registered, journal, requests } = await device()
  const states: SyncState[] = []
  conversations.on('sync', (state) => states.push(state))
  await conversations.send(bob, 'hello')
  await registered()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(requests('account-message')).toEqual([])
  await vi.advanceTimersByTimeAsync(5_000)
  await journal()
  expect(states).toEqual(['reading', 'waiting', 'reading', 'current'])
  expect(requests('account-message')).toHaveLength(1)
})

test('an archive that cannot be written is told of, and nothing is lost while the page is there', async () => {
  const archive = new MemoryArchive()
  const { conversations, signIn, gateway } = await device({ archive })
  const errors: unknown[] = []
  conversations.on('error', (error) => errors.push(error))
  archive.write = () => Promise.reject(new Error('disk full'))
  await conversations.send(bob, 'hello')
  await signIn()
  expect(gateway.last('account-message').content).toBe('hello')
  expect(String(errors[0])).toContain('disk full')
})

test('a page of the journal that could not be worked in is read again', async () => {
  const archive = new MemoryArchive()
  const { conversations, registered, journal, requests } = await device({ archive })
  const { messages } = archive
  archive.messages = () => Promise.reject(new Error('the disk is busy'))
  await registered()
  await journal(entry('one'))
  expect([conversations.sync, conversations.list]).toEqual(['waiting', []])
  archive.messages = messages
  await vi.advanceTimersByTimeAsync(5_000)
  await journal(entry('one'))
  await journal()
  expect(requests('account-sync-conversations')).toHaveLength(3)
  expect(requests('account-sync-conversations').filter((request) => 'message_id' in request)).toMatchObject([
    { message_id: 'one' },
  ])
  expect(conversations.list).toHaveLength(1)
})

test('what no gateway could take is refused before it is kept', async () => {
  const { conversations } = await device()
  await expect(conversations.send(bob, 'ü'.repeat(400_000))).rejects.toMatchObject({ name: 'MessageTooLong', bytes: 800_002 })
  expect(conversations.list).toEqual([])
})

/** Turns texts around. */
const reverse = (text: string) => [...text].reverse().join('')
const cipher: MessageCipher = {
  seal: async (_contact, _type, content) => ({ kind: 'encrypted', content: reverse(content) }),
  open: async ({ content }) => ({ content: reverse(content), protection: { kind: 'encrypted', signature: 'unsigned' } }),
  onKeys: () => () => undefined,
}

test('messages travel encrypted, and are kept and shown as they were written', async () => {
  const { gateway, conversations, signIn, comeIn } = await device({ cipher })
  const arrived: string[] = []
  conversations.on('arrived', ({ content }) => arrived.push(content))
  await signIn(entry('old', { content: 'dlo' }))
  const sent = await conversations.send(bob, 'hello')
  await settled()
  expect(gateway.last('account-message')).toMatchObject({ message_id: sent.id, content: 'olleh' })
  await comeIn('m', { content: 'ih', timestamp: '2026-07-17T08:59:00Z' })
  const thread = await conversations.thread(bob)
  await settled()
  expect(thread.messages).toMatchObject([
    { content: 'old', protection: { kind: 'encrypted' } },
    { content: 'hi', protection: { kind: 'encrypted', signature: 'unsigned' } },
    { content: 'hello', protection: { kind: 'encrypted', signature: 'signed-by-sender' } },
  ])
  expect(conversations.conversation(bob)?.last?.content).toBe('hello')
  expect(arrived).toEqual(['hi'])
})

test('what could not be read is opened once there is a key, in the list and where somebody looks', async () => {
  let keyless = true
  const listeners: (() => void)[] = []
  const { conversations, comeIn, signIn } = await device({
    cipher: {
      ...cipher,
      open: async (message) =>
        keyless ? { content: '', protection: { kind: 'unreadable', reason: 'no-private-key' } } : cipher.open(message),
      onKeys: (listener) => {
        listeners.push(listener)
        return () => undefined
      },
    },
  })
  await signIn()
  await comeIn('m1', { content: 'ih' })
  await comeIn('m2', { content: 'eyb', timestamp: '2026-07-17T08:59:00Z' })
  const thread = await conversations.thread(bob)
  await settled()
  expect(thread.messages).toMatchObject([{ protection: { kind: 'unreadable' } }, { protection: { kind: 'unreadable' } }])
  keyless = false
  for (const listener of listeners) listener()
  await settled()
  expect(thread.messages).toMatchObject([{ content: 'hi' }, { content: 'bye' }])
  expect(conversations.conversation(bob)?.last?.content).toBe('bye')
})

test('what is searched through has been opened, and is kept as it was opened', async () => {
  const archive = new MemoryArchive()
  const { conversations, signIn } = await device({ archive, cipher })
  await signIn(entry('one', { content: 'eno' }), entry('two', { content: 'owt', timestamp: '2026-07-17T08:50:00Z' }))
  const query = { conversation: bob, before: null, limit: 10 }
  expect(texts(await conversations.page(query))).toEqual(['two', 'one'])
  expect(texts(await archive.page(query))).toEqual(['two', 'one'])
})

test('a message that must not go out as things are has failed, with the reason', async () => {
  const refusing: MessageCipher = { ...cipher, seal: async () => ({ kind: 'refused', reason: 'key-changed' }) }
  const { conversations, signIn, requests } = await device({ cipher: refusing })
  await signIn()
  await conversations.send(bob, 'hello')
  await settled()
  expect(requests('account-message')).toEqual([])
  expect(conversations.conversation(bob)?.last).toMatchObject({ state: 'failed', reason: 'key-changed' })
})

test('what was removed without a connection does not come back with the journal, while what others wrote since does', async () => {
  const { conversations, signIn, registered, journal, cut, comeIn, requests } = await device()
  await signIn()
  await comeIn('one')
  const [first] = (await conversations.thread(bob)).messages
  if (first === undefined) throw new Error('nothing came')
  await cut()
  await conversations.remove(first)
  await registered()
  // Nothing tells the journal's reader apart from one who has never had it.
  await journal(entry('one'), entry('two', { content: 'and this?' }))
  await journal()
  expect(requests('account-remove-message')).toMatchObject([{ message_id: 'one' }])
  expect(texts((await conversations.thread(bob)).messages)).toEqual(['and this?'])
})

test('a conversation that was removed without a connection comes back with what was written later alone', async () => {
  const { conversations, signIn, registered, journal, cut, comeIn, requests } = await device()
  await signIn()
  await comeIn('one')
  await cut()
  await conversations.removeConversation(bob)
  await vi.advanceTimersByTimeAsync(10)
  await registered()
  await journal(entry('one'), entry('two', { content: 'and this?', timestamp: new Date().toISOString() }))
  await journal()
  expect(requests('account-remove-conversation')).toHaveLength(1)
  expect(texts((await conversations.thread(bob)).messages)).toEqual(['and this?'])
})

test('a long text that came in pieces is one message, which is removed as a whole', async () => {
  const { conversations, signIn, comeIn, requests } = await device()
  await signIn()
  const thread = await conversations.thread(bob)
  const piece = (digit: string) => `\u2060\u2061\u200C\u200D${digit}\u200D\u200C\u200B\u2061\u2060`
  await comeIn('m1', { content: `${piece('\u200B')}Once upon ` })
  await comeIn('m1-1', { content: `${piece('\u200C')}a time` })
  expect(texts(thread.messages)).toEqual(['Once upon a time'])
  const [whole] = thread.messages
  if (whole === undefined) throw new Error('nothing came')
  await conversations.remove(whole)
  expect(thread.messages).toEqual([])
  expect(requests('account-remove-message')).toMatchObject([{ message_id: 'm1' }, { message_id: 'm1-1' }])
})
