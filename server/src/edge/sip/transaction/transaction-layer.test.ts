import type { SipMessage, SipRequest } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { responseTo } from '@weft/protocols/sip/response'
import { expect, test } from 'vitest'
import type { Channel } from '../transport/channel.ts'
import { Outbox } from '../transport/outbox.ts'
import { TransactionLayer } from './transaction-layer.ts'
import type { Incoming, ResponseListener, TransactionUser } from './transaction-user.ts'

const TARGET = { address: '192.0.2.5', port: 5060 }
const LOG = { debug() {}, info() {}, warn() {}, error() {}, with: () => LOG }

/** A line that keeps what is sent on it, until it is cut. */
class Line implements Channel {
  readonly transport: Channel['transport']
  readonly sent: SipMessage[] = []
  isCut = false

  get isOpen(): boolean {
    return !this.isCut
  }

  constructor(transport: Channel['transport'] = 'udp') {
    this.transport = transport
  }

  send(bytes: Uint8Array, _target: unknown, failed: (why: string) => void): void {
    if (this.isCut) failed('cut')
    else this.sent.push(parseMessage(bytes))
  }

  get statuses(): (number | string)[] {
    return this.sent.map((message) => (message.kind === 'response' ? message.status : message.method))
  }
}

/** A user, or a listener, that keeps what it is told. */
class Diary implements TransactionUser, ResponseListener {
  readonly role: 'agent' | 'proxy'
  readonly entries: string[] = []
  readonly came: Incoming[] = []

  constructor(role: ResponseListener['role'] = 'agent') {
    this.role = role
  }

  requested(incoming: Incoming): void {
    this.came.push(incoming)
    this.entries.push(incoming.request.method)
  }
  cancelled(key: string, cancel: Incoming): void {
    this.came.push(cancel)
    this.entries.push(`cancelled ${this.came.findIndex((incoming) => incoming.key === key)}`)
  }
  acknowledged(ack: SipRequest): void {
    this.entries.push(`acknowledged ${ack.method}`)
  }
  undelivered(_key: string, why: string): void {
    this.entries.push(`undelivered ${why}`)
  }
  answered(response: { readonly status: number }): void {
    this.entries.push(`answered ${response.status}`)
  }
  failed(why: string): void {
    this.entries.push(`failed ${why}`)
  }
  ended(): void {
    this.entries.push('ended')
  }
}

/** Time stands still until it is told to go on; the operator knows the `known`. */
function layerAt(now = 0, known: readonly string[] = []) {
  const clock = { now: () => now, after: () => () => {} }
  const ways = { along: () => Promise.reject(new Error('nobody listens')) }
  const knows = (address: string) => known.includes(address)
  const layer = new TransactionLayer(10, { clock, log: LOG, outbox: new Outbox(LOG, () => {}), ways, knows, touched: () => {} })
  const pass = (time: number) => {
    while (layer.nextWake !== null && layer.nextWake <= time) {
      now = layer.nextWake
      layer.wake(now)
    }
    now = time
  }
  return { layer, pass }
}

function request(method: string, branch = 'z9hG4bKa', more: Readonly<Record<string, string>> = {}): SipRequest {
  const fields = {
    Via: `SIP/2.0/UDP 192.0.2.5;branch=${branch}`,
    From: '<sip:a@x.test>;tag=1',
    To: '<sip:b@x.test>',
    'Call-ID': 'c',
    CSeq: `1 ${method}`,
    ...more,
  }
  const headers = Object.entries(fields).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method, uri: 'sip:b@x.test', headers, body: new Uint8Array() }
}

const peerOn = (channel: Line) => ({ channel, target: TARGET, source: { transport: channel.transport, ...TARGET } })
const wayOn = (channel: Line) => ({ channel, target: TARGET, hop: { transport: channel.transport, host: 'us.test', port: 5060 } })

test('a user is asked once, answers by key as often as it likes, and hears the end', () => {
  const { layer, pass } = layerAt()
  const [line, user] = [new Line(), new Diary()]
  const invite = request('INVITE')
  expect(layer.receive(invite, peerOn(line), user)).toBe('taken')
  layer.receive(invite, peerOn(line), user)
  expect(layer.repeats(invite)).toBe(true)
  for (const status of [180, 183, 200, 200, 486]) layer.respond(user.came[0]?.key ?? '', responseTo(invite, status, '', 't'))
  expect(line.statuses).toEqual([180, 183, 200, 200])
  pass(40_000)
  expect(user.entries).toEqual(['INVITE', 'ended'])
  expect(layer.serverCount).toBe(0)
})

test('a CANCEL goes to whose its INVITE is, and where there is none it is not kept', () => {
  const { layer } = layerAt()
  const [line, user, other] = [new Line(), new Diary(), new Diary()]
  layer.receive(request('INVITE'), peerOn(line), user)
  layer.receive(request('CANCEL'), peerOn(line), other)
  expect(layer.receive(request('CANCEL', 'z9hG4bKb'), peerOn(line), other)).toBe('cancels-nothing')
  expect(layer.receive(request('CANCEL'), peerOn(line), other)).toBe('taken')
  expect(user.entries).toEqual(['INVITE', 'cancelled 0'])
  expect(other.entries).toEqual([])
  expect(layer.serverCount).toBe(2)
})

test('an ACK goes to who is named with it, but for that of a refusal', () => {
  const { layer } = layerAt()
  const [line, user] = [new Line(), new Diary()]
  const invite = request('INVITE')
  layer.receive(invite, peerOn(line), user)
  layer.respond(user.came[0]?.key ?? '', responseTo(invite, 486, '', 't'))
  layer.receive(request('ACK'), peerOn(line), user)
  expect(user.entries).toEqual(['INVITE'])
  layer.receive(request('ACK', 'z9hG4bKack'), peerOn(line), user)
  expect(user.entries).toEqual(['INVITE', 'acknowledged ACK'])
})

test('an ACK of a 2xx that has the branch of its INVITE goes to whose that is', () => {
  const { layer } = layerAt()
  const [line, user, other] = [new Line(), new Diary(), new Diary()]
  const invite = request('INVITE')
  layer.receive(invite, peerOn(line), user)
  layer.respond(user.came[0]?.key ?? '', responseTo(invite, 200, '', 't'))
  layer.receive(request('ACK'), peerOn(line), other)
  expect(user.entries).toEqual(['INVITE', 'acknowledged ACK'])
  expect(other.entries).toEqual([])
})

test('what is repeated is the answer, to the byte', () => {
  const { layer } = layerAt()
  const [line, user] = [new Line(), new Diary()]
  const message = request('MESSAGE')
  layer.receive(message, peerOn(line), user)
  layer.respond(user.came[0]?.key ?? '', { ...responseTo(message, 200, 'Fine', 't'), body: Uint8Array.of(65) })
  layer.receive(message, peerOn(line), user)
  expect(line.sent).toHaveLength(2)
  expect(line.sent[1]).toEqual(line.sent[0])
})

test('a listener hears every response, further 2xx to an INVITE too, and the end', () => {
  const { layer, pass } = layerAt()
  const [line, listener] = [new Line(), new Diary()]
  const invite = request('INVITE')
  expect(layer.send(invite, wayOn(line), listener).key).not.toBeNull()
  for (const status of [100, 180, 200, 200]) layer.answered(responseTo(invite, status, '', 't'))
  pass(40_000)
  expect(listener.entries).toEqual(['answered 100', 'answered 180', 'answered 200', 'answered 200', 'ended'])
  const strays: number[] = []
  layer.onStrayAnswer(({ status }) => strays.push(status))
  layer.answered(responseTo(invite, 200, '', 't'))
  expect(strays).toEqual([200])
})

test('an INVITE is cancelled once it may be, with what is to be said', () => {
  const { layer } = layerAt()
  const [line, listener] = [new Line(), new Diary()]
  const invite = request('INVITE')
  const { key } = layer.send(invite, wayOn(line), listener)
  layer.cancel(key ?? '', [{ name: 'Reason', value: 'SIP;cause=200' }])
  expect(line.statuses).toEqual(['INVITE'])
  layer.answered(responseTo(invite, 180, '', 't'))
  expect(line.statuses).toEqual(['INVITE', 'CANCEL'])
  expect(line.sent[1]?.headers).toContainEqual({ name: 'Reason', value: 'SIP;cause=200' })
  layer.answered(responseTo(invite, 487, '', 't'))
  expect(listener.entries).toEqual(['answered 180', 'answered 487'])
})

test('a connection that is gone fails what waits on it, and one that is gone before fails at once', () => {
  const { layer } = layerAt()
  const [line, listener, late] = [new Line('tcp'), new Diary(), new Diary()]
  layer.send(request('MESSAGE'), wayOn(line), listener)
  line.isCut = true
  layer.closed(line)
  layer.send(request('MESSAGE', 'z9hG4bKb'), wayOn(line), late)
  expect(listener.entries).toEqual(['failed transport', 'ended'])
  expect(late.entries).toEqual(['failed transport', 'ended'])
  expect(layer.clientCount).toBe(0)
})

test('a response with further Via fields is for proxies only', () => {
  const { layer } = layerAt()
  const line = new Line()
  const [client, proxy] = [new Diary(), new Diary('proxy')]
  const forwarded = request('MESSAGE', 'z9hG4bKp', {
    Via: 'SIP/2.0/UDP us.test;branch=z9hG4bKp, SIP/2.0/UDP a.test;branch=z9hG4bKx',
  })
  layer.send(request('MESSAGE', 'z9hG4bKc'), wayOn(line), client)
  layer.send(forwarded, wayOn(line), proxy)
  layer.answered(responseTo(forwarded, 200, '', 't'))
  const ours = request('MESSAGE', 'z9hG4bKc', { Via: 'SIP/2.0/UDP us.test;branch=z9hG4bKc, SIP/2.0/UDP a.test;branch=z9hG4bKx' })
  layer.answered(responseTo(ours, 200, '', 't'))
  expect(proxy.entries).toContain('answered 200')
  expect(client.entries).toEqual([])
})

const message = (id: string | number) => request('MESSAGE', `z9hG4bK${id}`, { 'Call-ID': `${id}` })

test('there are as many requests as there may be', () => {
  const { layer } = layerAt(0, [TARGET.address])
  const [line, user] = [new Line(), new Diary()]
  for (let count = 0; count < 10; count++) layer.receive(message(count), peerOn(line), user)
  expect(layer.receive(message('one'), peerOn(line), user)).toBe('full')
  expect(user.came).toHaveLength(10)
})

test('who is not known has a quarter of the room, in which what is under way goes on', () => {
  const { layer, pass } = layerAt()
  const [line, user] = [new Line(), new Diary()]
  const other = { ...peerOn(line), source: { transport: 'udp', address: '192.0.2.6', port: 5060 } } as const
  layer.receive(request('INVITE', 'z9hG4bKinvite'), peerOn(line), user)
  for (let count = 0; count < 2; count++) expect(layer.receive(message(count), peerOn(line), user)).toBe('taken')
  expect(layer.receive(message('more'), peerOn(line), user)).toBe('full')
  expect(layer.receive(message(0), peerOn(line), user)).toBe('taken')
  expect(layer.receive(request('CANCEL', 'z9hG4bKinvite'), peerOn(line), user)).toBe('taken')
  expect(layer.receive(message('other'), other, user)).toBe('taken')
  for (const { key, request: asked } of [...user.came]) layer.respond(key, responseTo(asked, 200, '', 't'))
  pass(100_000)
  expect(layer.serverCount).toBe(0)
  expect(layer.receive(message('later'), peerOn(line), user)).toBe('taken')
})

test('a connection that is gone costs what went out on it, and nothing of the others', () => {
  const { layer } = layerAt()
  const [gone, there] = [new Line('tcp'), new Line('tcp')]
  const listeners = [new Diary(), new Diary(), new Diary()] as const
  layer.send(message(1), wayOn(gone), listeners[0])
  layer.send(message(2), wayOn(gone), listeners[1])
  layer.send(message(3), wayOn(there), listeners[2])
  layer.closed(gone)
  layer.closed(gone)
  expect(listeners.map(({ entries }) => entries)).toEqual([['failed transport', 'ended'], ['failed transport', 'ended'], []])
  layer.answered(responseTo(message(3), 200, '', 't'))
  expect(listeners[2].entries).toContain('answered 200')
})

test('a request that came two ways is one to a user agent, two to a proxy', () => {
  const { layer, pass } = layerAt()
  const [line, user, proxy] = [new Line(), new Diary(), new Diary('proxy')]
  expect(layer.receive(request('MESSAGE', 'z9hG4bK1'), peerOn(line), user)).toBe('taken')
  expect(layer.receive(request('MESSAGE', 'z9hG4bK1'), peerOn(line), user)).toBe('taken')
  expect(layer.receive(request('MESSAGE', 'z9hG4bK2'), peerOn(line), user)).toBe('merged')
  expect(layer.receive(request('MESSAGE', 'z9hG4bK2'), peerOn(line), proxy)).toBe('taken')
  pass(100_000)
  expect(layer.receive(request('MESSAGE', 'z9hG4bK3'), peerOn(line), user)).toBe('taken')
  expect(user.came).toHaveLength(2)
})
