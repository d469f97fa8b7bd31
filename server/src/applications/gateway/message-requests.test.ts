import type { Request } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import { expect, test } from 'vitest'
import { messagingBench } from '../../../../test/scenarios/support/messaging.ts'
import { roomsBench } from '../../../../test/scenarios/support/rooms-bench.ts'
import { Gateway } from './gateway.ts'

const ALICE = 'alice@example.com'
const BOB = 'bob@example.com'

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

/** A client of alice's, whose registrations succeed at once. */
async function client() {
  const bench = messagingBench()
  const told: ServerMessage[] = []
  const gateway = new Gateway({
    ...{ messaging: bench.messaging, addressBooks: bench.addressBooks, pushTokens: bench.pushTokens, log: bench.log },
    clock: { now: () => 0, after: () => () => {} },
    random: { id: () => 'id' },
    rooms: roomsBench().rooms,
    auth: { check: async (_account, ha1) => ({ kind: 'sip', ha1 }) },
    sipCalls: {
      openLine: async (_request, listener) => {
        setImmediate(() => listener({ kind: 'registered' }))
        return { close: async () => {} }
      },
      dial: () => new Promise(() => {}),
    },
    draining: () => false,
    settings: {
      ...{
        accountsPerConnection: 2,
        callsPerConnection: 2,
        roomsPerConnection: 2,
        feedsPerRoom: 2,
        queuedRequests: 10,
        updateTimeout: 1,
        hangUpTimeout: 1,
      },
      ...{ declineCode: 486, offerSrtp: true, domainAllowed: () => true },
    },
  })
  const channel = { id: 'c', address: '192.0.2.7', send: (message: ServerMessage) => void told.push(message), close: () => {} }
  const conversation = gateway.connect(channel)
  /** Resolves with the text of the error, or `ack`. */
  const ask = async (request: Request): Promise<string> => {
    told.length = 0
    conversation.receive(request, 100)
    await turns()
    const answer = told.find(({ sylkrtc }) => sylkrtc === 'ack' || sylkrtc === 'error')
    return answer?.sylkrtc === 'error' ? answer.error : String(answer?.sylkrtc)
  }
  expect(await ask({ sylkrtc: 'account-add', transaction: 't', account: ALICE, password: 'ha1' })).toBe('ack')
  expect(await ask({ sylkrtc: 'account-register', transaction: 't', account: ALICE })).toBe('ack')
  return { bench, ask, told }
}

type MessageRequest = Extract<Request, { sylkrtc: 'account-message' }>

const message = (more: Partial<MessageRequest> = {}): MessageRequest => ({
  sylkrtc: 'account-message',
  ...{ transaction: 't', account: ALICE, uri: BOB, message_id: 'm1', content: 'hello' },
  ...{ content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' },
  ...more,
})

test('while nothing can be kept, nothing is acknowledged, told or sent, and it goes on once that is over', async () => {
  const { bench, ask, told } = await client()
  bench.journals.failing = true
  const failed = 'The server cannot keep anything at the moment'
  expect(await ask(message())).toBe(failed)
  const about = { transaction: 't', account: ALICE, contact: BOB } as const
  expect(await ask({ sylkrtc: 'account-mark-conversation-read', ...about })).toBe(failed)
  expect(await ask({ sylkrtc: 'account-remove-message', message_id: 'm0', ...about })).toBe(failed)
  expect(bench.log.text).toContain('the disk is full')
  expect(told).toHaveLength(1)
  expect(bench.sent).toEqual([])
  bench.journals.failing = false
  expect(await ask(message())).toBe('ack')
  expect(bench.sent).toMatchObject([{ id: 'm1' }])
})

test('half a character does not reach anybody, and a NUL is refused', async () => {
  const { bench, ask } = await client()
  expect(await ask(message({ content: 'a\ud83d' }))).toBe('ack')
  expect(bench.sent).toMatchObject([{ content: 'a\ufffd' }])
  expect(await ask(message({ content: 'a\0' }))).toContain('NUL')
})

test('a notification that a client writes itself is taken as what it says', async () => {
  const { bench, ask } = await client()
  const content =
    '<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>m2</message-id><datetime>then</datetime><display-notification><status><displayed/></status></display-notification></imdn>'
  expect(await ask(message({ content, content_type: 'message/imdn+xml' }))).toBe('ack')
  expect(bench.sent).toMatchObject([{ kind: 'receipt', to: BOB, messageId: 'm2', state: 'displayed' }])
  expect(await ask(message({ content: '<imdn/>', content_type: 'message/imdn+xml' }))).toContain('cannot be sent')
})
