import { EventEmitter } from 'node:events'
import { serverMessage } from '@weft/wire/server-message'
import type { WebSocket } from 'ws'
import { Gateway } from '../../../server/src/applications/gateway/gateway.ts'
import { sessionIdOf } from '../../../server/src/core/call/session-id.ts'
import { ClientSocket } from '../../../server/src/edge/websocket/client-socket.ts'
import type { Log } from '../../../server/src/ports/log.ts'
import { messagingBench } from '../../scenarios/support/messaging.ts'
import { roomsBench } from '../../scenarios/support/rooms-bench.ts'
import { ScriptedSipCalls } from './scripted-sip-calls.ts'

/*
 * The whole way of a frame: socket, language, conversation, rules, against a backend that does anything at any time. An input is a list of lines:
 * `!NUMBER` plays the backend, everything else is a frame of the client.
 */

const account = 'alice@example.com'
const s = 'session-1'
const written = { content_type: 'text/plain', timestamp: '2026-01-01T00:00:00.000Z' }
const frames = [
  { sylkrtc: 'ping' },
  { sylkrtc: 'account-add', account, password: 'd41d8cd98f00b204e9800998ecf8427e', display_name: 'A' },
  { sylkrtc: 'account-register', account },
  { sylkrtc: 'account-devicetoken', account, token: 't', platform: 'ios', device: 'd', silent: false, app: 'a' },
  { sylkrtc: 'session-create', account, session: s, uri: 'bob@example.com', sdp: 'v=0', headers: [{ name: 'X-A', value: 'b' }] },
  { sylkrtc: 'session-trickle', session: s, candidates: [{ candidate: 'c', sdpMLineIndex: 0, sdpMid: 'a' }] },
  { sylkrtc: 'session-trickle', session: s, candidates: [] },
  { sylkrtc: 'session-answer', session: s, sdp: 'v=0' },
  { sylkrtc: 'session-update', session: s, sdp: 'v=0' },
  {
    sylkrtc: 'session-message',
    session: s,
    message_id: 'm1',
    content: 'hi',
    content_type: 'text/plain',
    timestamp: '2026-01-01T00:00:00.000Z',
  },
  { sylkrtc: 'session-dtmf-info', session: s, digit: '5' },
  { sylkrtc: 'session-terminate', session: s },
  { sylkrtc: 'account-unregister', account },
  { sylkrtc: 'account-remove', account },
  { sylkrtc: 'account-sync-conversations', account },
  { sylkrtc: 'videoroom-join', session: s, account, uri: 'room@example.com', sdp: 'v=0' },
  { sylkrtc: 'lookup-public-key', uri: account },
  { sylkrtc: 'account-message', account, uri: 'bob@example.com', message_id: 'm1', content: 'hi', ...written },
  {
    sylkrtc: 'account-message',
    account,
    uri: account,
    message_id: 'k1',
    content: 'key',
    ...written,
    content_type: 'text/pgp-public-key',
  },
  { sylkrtc: 'account-disposition-notification', account, uri: account, message_id: 'm1', state: 'displayed', timestamp: 'then' },
  { sylkrtc: 'account-sync-conversations', account, message_id: 'm1', since: '2026-01-01T00:00:00Z', limit: 1 },
  { sylkrtc: 'account-mark-conversation-read', account, contact: 'bob@example.com' },
  { sylkrtc: 'account-remove-message', account, message_id: 'm1', contact: 'bob@example.com' },
  { sylkrtc: 'account-remove-conversation', account, contact: 'bob@example.com' },
].map((frame, index) => JSON.stringify({ transaction: `t${index}`, ...frame }))

const register = [frames[1], frames[2], '!1', '!5']
const call = [...register, frames[4], '!2', '!18', '!26']

export const target = {
  name: 'websocket-language',
  seeds: [
    frames.join('\n'),
    [...call, frames[8], '!34', frames[9], '!62', frames[10], frames[11], '!78'].join('\n'),
    [...register, '!17', frames[7], '!18', '!26', frames[11], '!78'].join('\n').replaceAll(s, sessionIdOf('call-0')),
    [...call, '!30', frames[8], '!50', '!58', frames[13]].join('\n'),
    [...register, ...frames.slice(14)].join('\n'),
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    '"sylkrtc"',
    '"transaction"',
    'null',
    '[]',
    '{}',
    '\n!0\n',
    '\n!16\n',
    '\n!17\n',
    'sip:',
    '"videoroom-',
    '"session-',
    '"account-',
  ],

  /** Throws when the server answers outside its language, owes or repeats an answer, fails inside, or keeps anything after the end. */
  async run(input: Uint8Array): Promise<void> {
    const sipCalls = new ScriptedSipCalls()
    const defects: string[] = []
    const socket = new SocketDouble()
    const log = logThatCollects(defects)
    const timers = new Set<() => void>()
    const clock = {
      now: () => 0,
      after: (_delay: number, task: () => void) => {
        timers.add(task)
        return () => void timers.delete(task)
      },
    }
    let ids = 0
    const random = { id: () => `id-${ids++}` }
    const { messaging, pushTokens, addressBooks } = messagingBench()
    const gateway = new Gateway({
      messaging,
      addressBooks,
      pushTokens,
      rooms: roomsBench().rooms,
      clock,
      random,
      log,
      sipCalls,
      auth: { check: async (_account, ha1) => ({ kind: 'sip', ha1 }) },
      draining: () => false,
      settings,
    })
    const limits = { requestsPerSecond: 0, requestBurst: 1, slowReaderBytes: 1_000_000 }
    // The socket's few members that are used are all there.
    const client = new ClientSocket(
      socket as unknown as WebSocket,
      { id: 'c', address: '127.0.0.1' },
      { clock, log, limits, trace: null },
    )
    client.begin(gateway.connect(client))

    const owed = new Map<string, number>()
    for (const line of new TextDecoder().decode(input).split('\n').slice(0, 200)) {
      if (/^!\d{1,3}$/.test(line)) sipCalls.play(Number(line.slice(1)))
      else {
        const transaction = transactionOf(line)
        if (transaction !== null) owed.set(transaction, (owed.get(transaction) ?? 0) + 1)
        socket.emit('message', Buffer.from(line), false)
      }
      await settle()
    }
    for (const task of [...timers]) task()
    await settle()
    checkAnswers(socket.sent, owed)
    socket.emit('close', 1000)
    await settle()
    if (sipCalls.held > 0) throw new Error(`${sipCalls.held} lines and legs were kept after the end`)
    if (defects.length > 0) throw new Error(`defects logged: ${defects.join('; ')}`)
  },
}

const settings = {
  accountsPerConnection: 3,
  callsPerConnection: 5,
  roomsPerConnection: 5,
  feedsPerRoom: 5,
  queuedRequests: 1000,
  updateTimeout: 10_000,
  hangUpTimeout: 35_000,
  declineCode: 486,
  offerSrtp: true,
  domainAllowed: () => true,
}

/** Everything that runs on promises alone is through after a turn of the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function transactionOf(frame: string): string | null {
  try {
    const value: unknown = JSON.parse(frame)
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !('transaction' in value)) return null
    return typeof value.transaction === 'string' && value.transaction.length <= 255 ? value.transaction : null
  } catch {
    return null
  }
}

function checkAnswers(sent: readonly string[], owed: Map<string, number>): void {
  for (const text of sent) {
    const message = serverMessage.safeParse(JSON.parse(text))
    if (!message.success) throw new Error(`outside the language: ${text.slice(0, 300)}`)
    const { data } = message
    if (data.sylkrtc === 'error' && data.error === 'Internal error') throw new Error('Internal error')
    if (data.sylkrtc === 'ack' || data.sylkrtc === 'error') owed.set(data.transaction, (owed.get(data.transaction) ?? 0) - 1)
  }
  for (const [transaction, count] of owed)
    if (count !== 0) throw new Error(`transaction ${transaction} has ${count} answers too few`)
}

class SocketDouble extends EventEmitter {
  readonly OPEN = 1
  readonly readyState = 1
  readonly bufferedAmount = 0
  readonly isPaused = false
  readonly sent: string[] = []

  send(text: string): void {
    this.sent.push(text)
  }

  ping(): void {}
  pause(): void {}
  resume(): void {}
  close(): void {}
  terminate(): void {}
}

function logThatCollects(defects: string[]): Log {
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message, fields) => defects.push(`${message} ${fields?.error ?? ''}`),
    with: () => log,
  }
  return log
}
