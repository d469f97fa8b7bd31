import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { Composing } from './composing.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const bob = 'bob@example.com'
const onAccount = { sylkrtc: 'account-event', account: address }
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

async function ready() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  account.register()
  connection.connect()
  gateway.greet()
  await seconds(0)
  gateway.say({ ...onAccount, event: 'registration-state', state: 'registered' })
  const composing = new Composing(account)
  const changes: [string, boolean][] = []
  composing.on('change', ({ contact, isComposing }) => changes.push([contact, isComposing]))
  const told = () =>
    gateway.requests.flatMap((request) =>
      request.sylkrtc === 'account-message' ? [`${request.uri} ${/<state>(\w+)/.exec(request.content)?.[1]}`] : [],
    )
  const hear = (state: string, more: object = {}) => {
    const sender = { uri: bob, display_name: 'Bob' }
    gateway.say({ ...onAccount, event: 'composing-indication', sender, state, refresh: null, content_type: null, ...more })
  }
  return { gateway, composing, changes, told, hear }
}

test('that the user writes is told once, and again after a while; a pause ends it', async () => {
  const { gateway, composing, told } = await ready()
  for (let second = 0; second < 95; second += 5) {
    composing.typed(bob)
    await seconds(5)
  }
  expect(told()).toEqual([`${bob} active`, `${bob} active`])
  expect(gateway.last('account-message')).toMatchObject({ content_type: 'application/im-iscomposing+xml' })
  await seconds(10)
  expect(told().at(-1)).toBe(`${bob} idle`)
})

test('what is sent says by itself that it was written; what is deleted must be told', async () => {
  const { composing, told } = await ready()
  composing.typed(bob)
  composing.sent(bob)
  await seconds(60)
  composing.stopped(bob)
  expect(told()).toEqual([`${bob} active`])
  composing.typed(bob)
  composing.stopped('BOB@example.com')
  expect(told().slice(1)).toEqual([`${bob} active`, 'BOB@example.com idle'])
})

test('somebody writes until he stops, sends, or is not heard of any more', async () => {
  const { gateway, composing, changes, hear } = await ready()
  hear('active')
  hear('active')
  expect([composing.isComposing('Bob@example.com'), changes]).toEqual([true, [[bob, true]]])
  hear('idle')
  hear('active', { refresh: 60 })
  await seconds(59)
  expect(composing.isComposing(bob)).toBe(true)
  await seconds(1)
  expect(changes.slice(1)).toEqual([
    [bob, false],
    [bob, true],
    [bob, false],
  ])
  hear('active')
  gateway.say({
    ...onAccount,
    event: 'message',
    sender: { uri: bob, display_name: '' },
    timestamp: 't',
    message_id: 'm',
    content: 'hello',
    content_type: 'text/plain',
  })
  expect(changes.at(-1)).toEqual([bob, false])
})

test('without a connection nobody is told, and nobody is believed to write', async () => {
  const { gateway, composing, changes, told, hear } = await ready()
  hear('active')
  gateway.drop()
  expect(changes.at(-1)).toEqual([bob, false])
  composing.typed(bob)
  expect(told()).toEqual([])
  composing.close()
  await seconds(1)
  expect(composing.isComposing(bob)).toBe(false)
})
