import { expect, test } from 'vitest'
import { MsrpFraming } from './framing.ts'
import type { MessageToSend } from './outgoing-message.ts'
import { MsrpReceiver } from './receiver.ts'
import { readRequest } from './request.ts'
import { MsrpSender, SENDER_LIMITS } from './sender.ts'
import { statusOf } from './status.ts'
import { parseMsrpUri } from './uri.ts'

const alice = parseMsrpUri('msrp://a.example:2/alice;tcp')
const bob = parseMsrpUri('msrp://b.example:1/bob;tcp')
if (!alice || !bob) throw new Error('the test has no paths')
let count = 0
const ids = () => `id-${count++}`
const senderOf = (limits = SENDER_LIMITS) => new MsrpSender({ to: [bob], from: alice, ids }, limits)
const spec = (messageId: string, total: number, more: Partial<MessageToSend> = {}): MessageToSend => ({
  ...{ messageId, total, contentType: 'message/cpim', lane: null, headers: [], successReport: true, failureReport: 'yes' },
  ...more,
})

/** Alice's sender and Bob's receiver, joined by a pipe; Bob judges every message with that status. Returns what Alice is told. */
function converse(sender: MsrpSender, verdict: number, limits = { most: 1500, turns: 1000 }): unknown[] {
  if (!alice || !bob) throw new Error('the test has no paths')
  const receiver = new MsrpReceiver({ own: bob, peer: [alice], ids, accepts: () => true, bodies: 'whole' })
  const back = new MsrpSender({ to: [alice], from: bob, ids })
  const listener = new MsrpReceiver({ own: alice, peer: [bob], ids, accepts: () => true, bodies: 'whole' })
  const [there, here] = [new MsrpFraming(), new MsrpFraming()]
  const told: unknown[] = []
  const read = (framing: MsrpFraming, reader: MsrpReceiver, bytes: readonly Uint8Array[]) =>
    bytes.flatMap((piece) => framing.push(piece)).flatMap((event) => (event.kind === 'error' ? [] : reader.step(event, 0)))
  for (let turn = 0; turn < limits.turns; turn++) {
    const { bytes, effects } = sender.next(limits.most, 0)
    told.push(...effects)
    for (const effect of read(there, receiver, bytes)) {
      if (effect.do === 'send') back.reply(effect.head)
      else if (effect.do === 'message')
        for (const one of receiver.judge(effect.message, statusOf(verdict))) if (one.do === 'send') back.reply(one.head)
    }
    for (const effect of read(here, listener, back.next(limits.most, 0).bytes)) {
      if (effect.do === 'response') told.push(...sender.response(effect.response, 0))
      else if (effect.do === 'report') told.push(...sender.report(effect.report, 0))
    }
  }
  return told
}

test('messages go, are answered and reported, and their sender hears of it once', () => {
  const sender = senderOf()
  expect(sender.send(spec('m1', 50_000), new Uint8Array(50_000), 0)).toEqual({ sent: true })
  expect(sender.send(spec('m2', 5), new Uint8Array(5), 0)).toEqual({ sent: true })
  expect(converse(sender, 200)).toEqual([
    { do: 'tell', messageId: 'm2', outcome: { kind: 'delivered', by: 'report' } },
    { do: 'tell', messageId: 'm1', outcome: { kind: 'delivered', by: 'report' } },
  ])
  expect([sender.waiting, sender.nextWake]).toEqual([0, null])
})

test('a message that is not accepted has failed by report', () => {
  const sender = senderOf()
  sender.send(spec('m1', 5), new Uint8Array(5), 0)
  expect(converse(sender, 404)).toMatchObject([
    { do: 'tell', messageId: 'm1', outcome: { kind: 'failed', by: 'report', status: { code: 404 } } },
  ])
})

test('[P20] a message that is refused stops where it is, and the next one goes', () => {
  const sender = senderOf()
  const large = 11 * 1024 * 1024
  sender.send(spec('m1', large), new Uint8Array(large), 0)
  sender.send(spec('m2', 3000), new Uint8Array(3000), 0)
  expect(converse(sender, 200, { most: 1000, turns: 100 })).toMatchObject([
    { do: 'tell', messageId: 'm1', outcome: { kind: 'failed', by: 'response', status: { code: 413 } } },
    { do: 'tell', messageId: 'm2', outcome: { kind: 'delivered' } },
  ])
  expect(sender.waiting).toBe(0)
})

test('more than may wait does not', () => {
  const sender = senderOf({ ...SENDER_LIMITS, waiting: 10, open: 2 })
  expect(sender.send(spec('m1', 8), new Uint8Array(8), 0)).toEqual({ sent: true })
  expect(sender.send(spec('m1', 1), new Uint8Array(1), 0)).toEqual({ sent: false, reason: 'in-use' })
  expect(sender.send(spec('m2', 3), new Uint8Array(3), 0)).toEqual({ sent: false, reason: 'full' })
  expect(sender.send(spec('m2', 2), new Uint8Array(2), 0)).toEqual({ sent: true })
  expect(sender.send(spec('m3', 0), new Uint8Array(0), 0)).toEqual({ sent: false, reason: 'full' })
  expect(sender.request('nick', 'NICKNAME', [], 0)).toEqual({ sent: false, reason: 'full' })
})

test('a file is fed as it goes out', () => {
  const sender = senderOf()
  sender.send(spec('file', 10, { successReport: false }), new Uint8Array(0), 0)
  expect(sender.unsent('file')).toBe(0)
  expect(sender.feed('file', new Uint8Array(4))).toBe(true)
  expect(sender.unsent('file')).toBe(4)
  sender.next(10_000, 0)
  expect(sender.unsent('file')).toBe(0)
  expect([sender.feed('file', new Uint8Array(7)), sender.feed('file', new Uint8Array(6))]).toEqual([false, true])
  sender.next(10_000, 0)
  expect(sender.unsent('file')).toBeNull()
  expect(sender.feed('file', new Uint8Array(1))).toBe(false)
})

test('a file of which the peer has the beginning goes on behind it', () => {
  const sender = senderOf()
  expect(sender.send(spec('file', 10, { offset: 6 }), new Uint8Array(4), 0)).toEqual({ sent: true })
  const text = new TextDecoder().decode(sender.next(10_000, 0).bytes[0])
  expect(text).toContain('\r\nByte-Range: 7-10/10\r\n')
  expect(sender.unsent('file')).toBeNull()
  const report = readRequest({
    ...{ kind: 'request', transaction: 'a1b2', method: 'REPORT' },
    headers: Object.entries({
      ...{ 'To-Path': 'msrp://a.example/s;tcp', 'From-Path': 'msrp://b.example/t;tcp' },
      ...{ 'Message-ID': 'file', 'Byte-Range': '7-10/10', Status: '000 200 OK' },
    }).map(([name, value]) => ({ name, value })),
  })
  expect(report.kind === 'report' && sender.report(report, 0)).toMatchObject([{ outcome: { kind: 'delivered', by: 'report' } }])
  for (const offset of [-1, 10, 0.5])
    expect(() => sender.send(spec('bad', 10, { offset }), new Uint8Array(0), 0)).toThrow('offset')
})

test('a request of another method is answered with its key', () => {
  const sender = senderOf()
  sender.request('nick', 'NICKNAME', [{ name: 'Use-Nickname', value: '"Al"' }], 0)
  const [bytes = new Uint8Array()] = sender.next(1000, 0).bytes
  const text = new TextDecoder().decode(bytes)
  expect(text).toMatch(
    /^MSRP id-\d+ NICKNAME\r\nTo-Path: msrp:\/\/b.*\r\nFrom-Path: msrp:\/\/a.*\r\nUse-Nickname: "Al"\r\n-------id-\d+\$\r\n$/,
  )
  const transaction = /id-\d+/.exec(text)?.[0] ?? ''
  const response = { kind: 'response', transaction, status: 425, comment: '', headers: [] } as const
  expect(sender.response(response, 1)).toEqual([{ do: 'answered', key: 'nick', response }])
})

test('what is given up is told, and the peer too', () => {
  const sender = senderOf()
  sender.send(spec('m1', 10_000), new Uint8Array(10_000), 0)
  sender.next(1000, 0)
  expect(sender.abort('m1', 0)).toEqual([{ do: 'tell', messageId: 'm1', outcome: { kind: 'aborted' } }])
  const { bytes } = sender.next(1000, 0)
  expect(new TextDecoder().decode(bytes[0])).toMatch(/^\r\n-------id-\d+#\r\n$/)
  expect(sender.next(1000, 0).bytes).toEqual([])
})

test('when the connection is over, or nobody answers, that is told', () => {
  const sender = senderOf()
  sender.send(spec('m1', 1), new Uint8Array(1), 0)
  sender.next(1000, 0)
  expect(sender.nextWake).toBe(30_000)
  expect(sender.wake(30_000)).toEqual([{ do: 'tell', messageId: 'm1', outcome: { kind: 'timed-out', waitedFor: 'response' } }])
  sender.send(spec('m2', 1), new Uint8Array(1), 0)
  expect(sender.close(0)).toEqual([{ do: 'tell', messageId: 'm2', outcome: { kind: 'closed' } }])
  expect(sender.waiting).toBe(0)
})
