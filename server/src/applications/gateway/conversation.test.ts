import type { Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import { expect, test } from 'vitest'
import { messagingBench } from '../../../../test/scenarios/support/messaging.ts'
import { roomsBench } from '../../../../test/scenarios/support/rooms-bench.ts'
import type { World } from '../../core/connection.ts'
import type { Log } from '../../ports/log.ts'
import type { SipCalls } from '../../ports/sip-calls.ts'
import { Gateway } from './gateway.ts'

const HA1 = 'd41d8cd98f00b204e9800998ecf8427e'

/** A conversation with a backend that does what the test says; what the client is sent and what is logged are kept. */
function converse(sipCalls: Partial<SipCalls>, settings: Partial<World['settings']> = {}) {
  const sent: ServerMessage[] = []
  const logged: string[] = []
  const never = () => new Promise<never>(() => {})
  const { messaging, pushTokens, addressBooks } = messagingBench()
  const gateway = new Gateway({
    messaging,
    addressBooks,
    pushTokens,
    rooms: roomsBench().rooms,
    clock: { now: () => 0, after: () => () => {} },
    random: { id: () => 'id' },
    log: logInto(logged),
    auth: { check: async (_account, ha1) => ({ kind: 'sip', ha1 }) },
    sipCalls: { openLine: never, dial: never, ...sipCalls },
    draining: () => false,
    settings: {
      accountsPerConnection: 2,
      callsPerConnection: 2,
      roomsPerConnection: 2,
      feedsPerRoom: 2,
      queuedRequests: 3,
      updateTimeout: 1,
      hangUpTimeout: 1,
      declineCode: 486,
      offerSrtp: true,
      domainAllowed: () => true,
      ...settings,
    },
  })
  const conversation = gateway.connect({ id: 'c', address: '127.0.0.1', send: (message) => sent.push(message), close: () => {} })
  let transactions = 0
  const ask = (request: Omit<Extract<Request, { account: string }>, 'transaction'> | { sylkrtc: 'ping' }, bytes = 100) =>
    // Valid by construction: the edge checks what clients send.
    conversation.receive({ transaction: `t${++transactions}`, ...request } as Request, bytes)
  return { ask, sent, logged, conversation }
}

function logInto(lines: string[]): Log {
  const add = (message: string, fields?: object) => void lines.push(JSON.stringify({ message, ...fields }))
  const log: Log = { debug: add, info: add, warn: add, error: add, with: () => log }
  return log
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const add = (account: string) => ({ sylkrtc: 'account-add', account, password: HA1 }) as const
const register = (account: string) => ({ sylkrtc: 'account-register', account }) as const

test('[12.13] an exception inside is told as Internal error, logged with its stack, and the conversation goes on', async () => {
  const { ask, sent, logged } = converse({
    openLine: () => {
      throw new TypeError('boom')
    },
  })
  ask(add('a@example.com'))
  ask(register('a@example.com'))
  ask({ sylkrtc: 'ping' })
  await turn()
  ask(add('b@example.com'))
  await turn()
  expect(sent).toContainEqual({ sylkrtc: 'error', transaction: 't2', error: 'Internal error' })
  expect(sent.at(-1)).toEqual({ sylkrtc: 'ack', transaction: 't4' })
  expect(logged.join()).toContain('TypeError: boom')
  expect(logged.join()).not.toContain(HA1)
})

test('[12.6] a ping does not wait for the request before it', async () => {
  const { ask, sent } = converse({})
  ask(add('a@example.com'))
  await turn()
  ask(register('a@example.com'))
  ask({ sylkrtc: 'ping' })
  await turn()
  expect(sent).toEqual([
    { sylkrtc: 'ack', transaction: 't1' },
    { sylkrtc: 'ack', transaction: 't3' },
  ])
})

test('requests beyond what may wait are refused, each with one error', async () => {
  const { ask, sent } = converse({})
  ask(add('a@example.com'))
  await turn()
  for (let i = 0; i < 6; i++) ask(register('a@example.com'))
  await turn()
  const error = 'Too many requests are waiting on this connection'
  expect(sent.slice(1)).toEqual([
    { sylkrtc: 'error', transaction: 't6', error },
    { sylkrtc: 'error', transaction: 't7', error },
  ])
})

test('requests that wait take a bounded number of bytes, and one that is larger waits alone', async () => {
  const { ask, sent } = converse({}, { queuedRequests: 1000 })
  const mebibyte = 1024 * 1024
  ask(add('a@example.com'), 64 * mebibyte)
  await turn()
  expect(sent).toEqual([{ sylkrtc: 'ack', transaction: 't1' }])
  // The first one is under way and waits no more.
  for (let i = 0; i < 18; i++) ask(register('a@example.com'), mebibyte)
  await turn()
  expect(sent.slice(1)).toEqual([
    { sylkrtc: 'error', transaction: 't19', error: 'Too many requests are waiting on this connection' },
  ])
})

test('a connection holds a bounded number of accounts', async () => {
  const { ask, sent } = converse({})
  for (const account of ['a@example.com', 'b@example.com', 'c@example.com']) ask(add(account))
  await turn()
  expect(sent.at(-1)).toMatchObject({ error: 'Too many accounts on this connection (at most 2)' })
})

test('a line that opens after its client has gone is closed again', async () => {
  const opening = Promise.withResolvers<{ close(): Promise<void> }>()
  const { ask, conversation } = converse({ openLine: () => opening.promise })
  ask(add('a@example.com'))
  await turn()
  ask(register('a@example.com'))
  await turn()
  conversation.closed()
  let closed = false
  opening.resolve({
    close: async () => {
      closed = true
    },
  })
  await turn()
  expect(closed).toBe(true)
})
