import { signal } from '@preact/signals'
import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { MemoryArchive } from '@weft/client/memory-archive'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeShelf } from '../shell/shelf.ts'
import { Chat } from './chat.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const bob = 'bob@example.com'
const carol = 'carol@example.com'
const onAccount = { sylkrtc: 'account-event', account: address }
const settled = () => vi.advanceTimersByTimeAsync(0)

async function chatting(archive = new MemoryArchive()) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const visible = signal(true)
  const account = new Account(connection, { address, password: 'secret' })
  const close = vi.fn(async () => undefined)
  const openArchive = async () => Object.assign(archive, { close })
  const shelf = fakeShelf()
  const chat = new Chat(account, visible, { openArchive, shelf })
  account.register()
  connection.connect()
  gateway.greet()
  await settled()
  gateway.say({ ...onAccount, event: 'registration-state', state: 'registered' })
  await settled()
  const journal = async (...messages: object[]) => {
    gateway.say({ ...onAccount, event: 'sync-conversations', messages })
    await settled()
  }
  const receive = async (id: string, from = bob) => {
    gateway.say({
      ...{ ...onAccount, event: 'message', sender: { uri: from, display_name: 'Bob' }, message_id: id },
      ...{ content: `text of ${id}`, content_type: 'text/plain', timestamp: '2026-07-17T08:40:30+00:00' },
      disposition_notification: ['positive-delivery', 'display'],
    })
    await settled()
  }
  const receipts = () =>
    gateway.requests.flatMap((request) =>
      request.sylkrtc === 'account-disposition-notification' ? [`${request.message_id} ${request.state}`] : [],
    )
  const shown = () => chat.open.value?.messages.value.map(({ content, state }) => `${content}: ${state}`)
  return { gateway, connection, chat, visible, archive, shelf, close, journal, receive, receipts, shown }
}

const entry = (id: string, more: object = {}) => ({
  ...{ contact: bob, timestamp: '2026-07-17T08:40:10+00:00', disposition: null, message_id: id, content_type: 'text/plain' },
  ...{ content: `text of ${id}`, direction: 'incoming', state: 'received', ...more },
})

test('a conversation may begin with nothing, and shows what is sent', async () => {
  const { gateway, chat, journal, shown } = await chatting()
  expect(chat.loading.value).toBe(true)
  await journal()
  expect(chat.loading.value).toBe(false)
  chat.show(bob)
  await settled()
  expect([chat.person(bob), shown()]).toEqual([{ uri: bob, displayName: '' }, []])
  await chat.send(bob, 'hello')
  expect(gateway.last('account-message')).toMatchObject({ uri: bob, content: 'hello' })
  expect(shown()).toEqual(['hello: pending'])
  expect(chat.conversations.value).toMatchObject([{ contact: bob, unread: 0 }])
})

test('what is shown is read, as soon as somebody can see it', async () => {
  const { chat, visible, journal, receive, receipts } = await chatting()
  await journal()
  await receive('m1')
  expect(receipts()).toEqual(['m1 delivered'])
  expect(chat.conversations.value).toMatchObject([{ contact: bob, displayName: 'Bob', unread: 1 }])
  visible.value = false
  chat.show(bob)
  await settled()
  expect(receipts()).toEqual(['m1 delivered'])
  visible.value = true
  await settled()
  expect(receipts()).toEqual(['m1 delivered', 'm1 displayed'])
  expect(chat.record(bob)?.unread).toBe(0)
  await receive('m2')
  expect(receipts().slice(2)).toEqual(['m2 delivered', 'm2 displayed'])
})

test('where what is new begins is marked until something is written', async () => {
  const { chat, journal } = await chatting()
  const unread = { disposition: ['display'] }
  await journal(entry('m1'), entry('m2', unread), entry('m3', unread))
  await journal()
  chat.show(bob)
  await settled()
  const open = chat.open.value
  expect(open?.firstNew.value).toBe(open?.messages.value[1]?.key)
  await chat.send(bob, 'hello')
  expect(open?.firstNew.value).toBeNull()
})

test('what comes while the page is hidden is new for whoever looks again', async () => {
  const { chat, visible, journal, receive } = await chatting()
  await journal()
  chat.show(bob)
  await receive('m1')
  expect(chat.open.value?.firstNew.value).toBeNull()
  visible.value = false
  await receive('m2')
  await receive('m3')
  expect(chat.open.value?.firstNew.value).toBe(chat.open.value?.messages.value[1]?.key)
  expect(chat.open.value?.spoken.value.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3'])
})

test('older messages are read when they are wanted, and back to one that is looked for', async () => {
  const { chat, journal } = await chatting()
  const at = (minute: number) => new Date(Date.UTC(2026, 6, 17, 6, minute)).toISOString()
  await journal(...Array.from({ length: 130 }, (_, index) => entry(`m${index}`, { timestamp: at(index) })))
  await journal()
  chat.show(bob)
  await settled()
  const open = chat.open.value
  expect(open?.messages.value).toHaveLength(50)
  await open?.readOlder()
  expect(open?.messages.value).toHaveLength(100)
  await open?.seek(`in ${bob} m3`)
  expect([open?.messages.value.length, open?.sought.value]).toEqual([130, `in ${bob} m3`])
})

test('another conversation takes the place of the first', async () => {
  const { chat, journal, receive } = await chatting()
  await journal()
  chat.show(bob)
  await settled()
  const first = chat.open.value
  chat.show('BOB@example.com')
  expect(chat.open.value).toBe(first)
  chat.show(carol)
  await receive('m1')
  expect([chat.open.value?.contact, first?.messages.value]).toEqual([carol, []])
  chat.hide()
  expect(chat.open.value).toBeNull()
})

test('what was kept is there before the gateway says anything, and gone with whoever logs out', async () => {
  const archive = new MemoryArchive()
  const before = await chatting(archive)
  await before.journal(entry('m1'))
  await before.chat.close()
  const { chat, shown, close, shelf } = await chatting(archive)
  chat.drafts.write(bob, 'Dear Bob')
  expect(chat.loading.value).toBe(false)
  chat.show(bob)
  await settled()
  expect(shown()).toEqual(['text of m1: received'])
  await chat.forget()
  expect((await archive.load()).conversations).toEqual([])
  expect(close).toHaveBeenCalledOnce()
  expect(shelf.read(`drafts ${address}`)).toBeNull()
})

test('who logs out before what was kept has been opened leaves nothing of it either', async () => {
  const archive = new MemoryArchive()
  const before = await chatting(archive)
  await before.journal(entry('m1'))
  await before.chat.close()
  const account = new Account(before.connection, { address, password: 'secret' })
  const close = vi.fn(async () => undefined)
  const opening = Promise.withResolvers<MemoryArchive & { close(): Promise<void> }>()
  const chat = new Chat(account, before.visible, { openArchive: () => opening.promise, shelf: before.shelf })
  const forgotten = chat.forget()
  opening.resolve(Object.assign(archive, { close }))
  await forgotten
  expect((await archive.load()).conversations).toEqual([])
  expect(close).toHaveBeenCalledOnce()
})

test('where nothing can be kept, messages are there as long as the page is', async () => {
  const archive = new MemoryArchive()
  vi.spyOn(archive, 'load').mockRejectedValue(new DOMException('no databases here', 'InvalidStateError'))
  const { chat, journal, receive } = await chatting(archive)
  await journal()
  await receive('m1')
  expect(chat.conversations.value).toMatchObject([{ contact: bob, unread: 1 }])
})
