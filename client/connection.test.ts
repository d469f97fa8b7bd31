import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection, type ConnectionState } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { RequestFailure } from './request-failure.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function connect() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const states: ConnectionState[] = []
  connection.on('state', (state) => states.push(state))
  connection.connect()
  return { gateway, connection, states }
}

const ping = { sylkrtc: 'ping' } as const
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

test('nothing is sent before the gateway has greeted', async () => {
  const { gateway, connection } = connect()
  await expect(connection.request(ping)).rejects.toMatchObject({ kind: 'disconnected' })
  await seconds(6)
  expect(gateway.requests).toEqual([])
  gateway.greet()
  await connection.request(ping)
  expect(gateway.requests).toHaveLength(1)
})

test('replies are matched by transaction, in any order, and unknown ones are ignored', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  gateway.reply('ping', 'silence')
  gateway.reply('account-remove', 'silence')
  const first = connection.request(ping)
  const second = connection.request({ sylkrtc: 'account-remove', account: 'alice@example.com' })
  gateway.say({ sylkrtc: 'ack', transaction: 'nobody' })
  gateway.say({ sylkrtc: 'error', transaction: gateway.last('account-remove').transaction, error: 'Unknown account' })
  gateway.say({ sylkrtc: 'ack', transaction: gateway.last('ping').transaction })
  await expect(second).rejects.toEqual(new RequestFailure('refused', 'Unknown account'))
  await expect(first).resolves.toBeUndefined()
})

test('a request without an answer is rejected after half a minute, and a late answer is ignored', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  gateway.reply('account-register', 'silence')
  const request = connection.request({ sylkrtc: 'account-register', account: 'alice@example.com' })
  const outcome = expect(request).rejects.toMatchObject({ kind: 'timeout' })
  await seconds(30)
  await outcome
  gateway.say({ sylkrtc: 'ack', transaction: gateway.last('account-register').transaction })
  expect(connection.state.kind).toBe('ready')
})

test.each(['drop', 'close'] as const)('%s rejects everything that waits for an answer', async (how) => {
  const { gateway, connection } = connect()
  gateway.greet()
  gateway.reply('ping', 'silence')
  const outcomes = Promise.allSettled([connection.request(ping), connection.request(ping)])
  if (how === 'drop') gateway.drop()
  else connection.close()
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { kind: 'disconnected' } },
    { status: 'rejected', reason: { kind: 'disconnected' } },
  ])
})

test('attempts that fail are made again after 1, 2, 4, 8, 16 and 0.5 seconds, and from the start', async () => {
  const { gateway, states } = connect()
  const delays: number[] = []
  for (let attempt = 0; attempt < 8; attempt++) {
    gateway.drop()
    const state = states.at(-1)
    const delay = state?.kind === 'waiting' ? state.retryInMs : Number.NaN
    delays.push(delay)
    await vi.advanceTimersByTimeAsync(delay - 1)
    expect(gateway.sockets).toHaveLength(attempt + 1)
    await vi.advanceTimersByTimeAsync(1)
    expect(gateway.sockets).toHaveLength(attempt + 2)
  }
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16000, 500, 1000, 2000])
})

test('a greeting starts the delays anew', async () => {
  const { gateway, states } = connect()
  gateway.drop()
  await seconds(1)
  gateway.drop()
  await seconds(2)
  gateway.greet()
  gateway.drop()
  expect(states.at(-1)).toEqual({ kind: 'waiting', retryInMs: 1000 })
})

test('connect does not wait for the next attempt, and never opens two sockets', async () => {
  const { gateway, connection } = connect()
  gateway.drop()
  connection.connect()
  connection.connect()
  await seconds(5)
  expect(gateway.sockets).toHaveLength(2)
})

test('a link is pinged every five seconds, and lives as long as anything comes back', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  await seconds(62)
  expect(gateway.requests.map((request) => request.sylkrtc)).toEqual(Array.from({ length: 12 }, () => 'ping'))
  expect(connection.state.kind).toBe('ready')
})

test('a link that is silent for half a minute is dead, without waiting for its socket to notice', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  gateway.reply('ping', 'silence')
  await seconds(29)
  expect(connection.state.kind).toBe('ready')
  await seconds(1)
  expect(connection.state.kind).toBe('waiting')
  expect(gateway.sockets[0]?.closed).toBe(true)
})

test('a gateway that takes the connection but never greets is left after half a minute', async () => {
  const { gateway, states } = connect()
  await seconds(30)
  expect(states.map((state) => state.kind)).toEqual(['connecting', 'waiting'])
  await seconds(1)
  expect(gateway.sockets).toHaveLength(2)
})

test('what an abandoned socket still says is not heard', async () => {
  const { gateway, connection, states } = connect()
  const [old] = gateway.sockets
  await seconds(31)
  old?.dispatchEvent(new MessageEvent('message', { data: '{"sylkrtc":"ready-event"}' }))
  old?.dispatchEvent(new Event('close'))
  expect(connection.state.kind).toBe('connecting')
  expect(states).toHaveLength(3)
})

test('a device that is online again connects at once', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  gateway.drop()
  gateway.goOnline()
  expect([connection.state.kind, gateway.sockets.length]).toEqual(['connecting', 2])
  connection.close()
  gateway.goOnline()
  expect(connection.state.kind).toBe('closed')
})

test('a link that says nothing within five seconds after a change of the network is dead; one that answers goes on', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  connection.check()
  await seconds(4.9)
  expect(connection.state.kind).toBe('ready')
  await seconds(1)
  expect(connection.state.kind).toBe('ready')
  gateway.reply('ping', 'silence')
  gateway.goOnline()
  await seconds(5)
  expect([connection.state.kind, gateway.sockets[0]?.closed]).toEqual(['waiting', true])
})

test('after a sleep the link is checked at once', async () => {
  const { gateway, connection } = connect()
  gateway.greet()
  await seconds(5)
  gateway.reply('ping', 'silence')
  vi.setSystemTime(Date.now() + 3_600_000)
  await seconds(5)
  await seconds(5)
  expect(connection.state.kind).toBe('waiting')
})

test('after close nothing is tried any more, and nothing is left running', async () => {
  const { gateway, connection, states } = connect()
  gateway.greet()
  connection.close()
  connection.close()
  gateway.drop()
  await seconds(60)
  expect(gateway.sockets).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
  expect(states.map((state) => state.kind)).toEqual(['connecting', 'ready', 'closed'])
})

test('frames that are not understood disturb nothing', () => {
  const { gateway, connection } = connect()
  gateway.greet()
  for (const frame of ['', '{', '[]', '{"sylkrtc":"news"}']) gateway.say(frame)
  expect(connection.state.kind).toBe('ready')
})
