import { expect, test } from 'vitest'
import { MsrpFraming } from './framing.ts'
import { headerOf, type MsrpHead } from './message.ts'
import { parsePath } from './path.ts'
import { printWithoutBody } from './print.ts'
import { REASSEMBLY_LIMITS } from './reassembly.ts'
import { MsrpReceiver, type ReceiverEffect, type ReceiverSession } from './receiver.ts'
import { statusOf } from './status.ts'
import { parseMsrpUri } from './uri.ts'

const own = parseMsrpUri('msrp://b.example:1/bob;tcp')
const peer = parsePath('msrp://r.example:3/relay;tcp msrp://a.example:2/alice;tcp')
if (!own || !peer) throw new Error('the test has no paths')

const receiverOf = (more: Partial<ReceiverSession> = {}) => {
  let count = 0
  const accepts = (type: string) => type.startsWith('message/cpim')
  return new MsrpReceiver({ own, peer, ids: () => `id-${count++}`, accepts, bodies: 'whole', ...more })
}
const PATHS = 'To-Path: msrp://nat.example:99/bob;tcp\r\nFrom-Path: msrp://r.example:3/relay;tcp msrp://a.example:2/alice;tcp\r\n'
const request = (method: string, headers: string, body: string | null = null, flag = '$', paths = PATHS) =>
  `MSRP a1b2 ${method}\r\n${paths}${headers}${body === null ? '' : `\r\n${body}\r\n`}-------a1b2${flag}\r\n`
const send = (headers: string, body: string | null = 'hi', flag = '$') =>
  request('SEND', `Message-ID: m1\r\n${headers}${body === null ? '' : 'Content-Type: message/cpim\r\n'}`, body, flag)

function receive(receiver: MsrpReceiver, ...texts: string[]): ReceiverEffect[] {
  return new MsrpFraming().push(new TextEncoder().encode(texts.join(''))).flatMap((event) => {
    if (event.kind === 'error') throw event.error
    return receiver.step(event, 0)
  })
}
const brief = (head: MsrpHead) => (head.kind === 'response' ? String(head.status) : `${head.method} ${headerOf(head, 'Status')}`)
/** Effects by their names; what is sent by its status. */
const plain = (effects: readonly ReceiverEffect[]) =>
  effects.map((effect) => (effect.do === 'send' ? brief(effect.head) : effect.do === 'note' ? `note ${effect.why}` : effect.do))
const textIn = (effects: readonly ReceiverEffect[]) =>
  effects.flatMap((effect) =>
    effect.do === 'message' && effect.message.body ? new TextDecoder().decode(effect.message.body) : [],
  )

test('a message is answered and handed on, body and type as they came', () => {
  const body = 'From: <sip:a@x>\r\n\r\nContent-Type: text/plain\n\ngr\u00fcn \u0000'
  const effects = receive(receiverOf(), request('SEND', 'Message-ID: m1\r\nContent-Type: message/cpim;x="Y"\r\n', body))
  expect(plain(effects)).toEqual(['200', 'message'])
  expect(textIn(effects)).toEqual([body])
  expect(effects[1]).toMatchObject({
    message: { contentType: 'message/cpim;x="Y"', range: { start: 1, total: new TextEncoder().encode(body).length } },
  })
})

test('[P4] a response names both ends as the peer did, and goes one hop', () => {
  const [effect] = receive(receiverOf(), send(''))
  expect(effect?.do === 'send' && new TextDecoder().decode(printWithoutBody(effect.head))).toBe(
    'MSRP a1b2 200 OK\r\nTo-Path: msrp://r.example:3/relay;tcp\r\nFrom-Path: msrp://nat.example:99/bob;tcp\r\n-------a1b2$\r\n',
  )
})

test.each([
  ['yes', ['200'], ['415']],
  ['partial', [], ['415']],
  ['no', [], []],
])('[P5] with Failure-Report %s, success is answered by %j and failure by %j', (wanted, success, failure) => {
  const headers = `Failure-Report: ${wanted}\r\n`
  expect(plain(receive(receiverOf(), send(headers)))).toEqual([...success, 'message'])
  const refused = request('SEND', `Message-ID: m1\r\n${headers}Content-Type: text/plain\r\n`, 'hi')
  expect(plain(receive(receiverOf(), refused))).toEqual([...failure, 'note unsupported-type'])
})

test('[P6] success is reported once the message is accepted, of all its bytes, the whole way back', () => {
  const receiver = receiverOf()
  const chunks = [
    send('Byte-Range: 1-*/5\r\nSuccess-Report: yes\r\n', 'hel', '+'),
    send('Byte-Range: 4-*/5\r\nSuccess-Report: yes\r\n', 'lo'),
  ]
  const effects = receive(receiver, ...chunks)
  expect(plain(effects)).toEqual(['200', '200', 'message'])
  const [, , told] = effects
  const [report] = told?.do === 'message' ? receiver.judge(told.message, statusOf(200)) : []
  expect(report?.do === 'send' && new TextDecoder().decode(printWithoutBody(report.head))).toBe(
    'MSRP id-0 REPORT\r\nTo-Path: msrp://r.example:3/relay;tcp msrp://a.example:2/alice;tcp\r\nFrom-Path: msrp://b.example:1/bob;tcp\r\n' +
      'Message-ID: m1\r\nByte-Range: 1-5/5\r\nStatus: 000 200 OK\r\n-------id-0$\r\n',
  )
})

test.each([
  ['', [], ['REPORT 000 403 Not allowed']],
  ['Success-Report: yes\r\n', ['REPORT 000 200 OK'], ['REPORT 000 403 Not allowed']],
  ['Failure-Report: partial\r\n', [], ['REPORT 000 403 Not allowed']],
  ['Failure-Report: no\r\n', [], []],
  ['Failure-Report: no\r\nSuccess-Report: yes\r\n', ['REPORT 000 200 OK'], []],
])('with %j, acceptance is reported by %j and refusal by %j', (headers, success, failure) => {
  const receiver = receiverOf()
  const told = receive(receiver, send(headers)).find((effect) => effect.do === 'message')
  const judge = (code: number) => (told ? plain(receiver.judge(told.message, statusOf(code))) : null)
  expect(judge(200)).toEqual(success)
  expect(judge(403)).toEqual(failure)
})

test('[P1] a request without body is answered, reported where that was asked for, and goes no further', () => {
  expect(plain(receive(receiverOf(), send('Byte-Range: 1-0/0\r\n', null)))).toEqual(['200'])
  const effects = receive(receiverOf(), send('Success-Report: yes\r\nKeep-Alive: yes\r\n', null))
  expect(plain(effects)).toEqual(['200', 'REPORT 000 200 OK'])
  expect(effects[1]?.do === 'send' && headerOf(effects[1].head, 'Byte-Range')).toBe('1-0/*')
})

test('[P10] what its sender gives up is answered and goes nowhere', () => {
  const receiver = receiverOf()
  expect(plain(receive(receiver, send('Byte-Range: 1-*/*\r\n', 'hel', '+'), send('Byte-Range: 4-*/*\r\n', 'lo', '#')))).toEqual([
    '200',
    '200',
    'aborted',
  ])
  expect(textIn(receive(receiver, send('', 'anew')))).toEqual(['anew'])
})

test('[P14] a message that is too large is refused before its chunk ends, and the next one is taken', () => {
  const receiver = receiverOf({ limits: { ...REASSEMBLY_LIMITS, message: 10 } })
  const large = send('Byte-Range: 1-*/11\r\n', 'x'.repeat(11))
  expect(plain(receive(receiver, large.slice(0, large.indexOf('xxx') + 1)))).toEqual(['413', 'note too-large'])
  expect(plain(receive(receiver, large, send('')))).toEqual(['413', 'note too-large', '200', 'message'])
})

test('[P15] a type that is not taken is 415, and so is a body without one', () => {
  const receiver = receiverOf()
  expect(plain(receive(receiver, request('SEND', 'Message-ID: m1\r\nContent-Type: text/plain\r\n', 'hi')))).toEqual([
    '415',
    'note unsupported-type',
  ])
  const [answer] = receive(receiver, request('SEND', 'Message-ID: m1\r\n', 'hi'))
  expect(answer).toMatchObject({ head: { status: 415, comment: 'Content-Type header missing' } })
})

test.each([
  ['[P16] an unknown method', request('FOO', ''), ['501', 'note unknown-method']],
  ['AUTH, which is for relays', request('AUTH', ''), ['501', 'note unknown-method']],
  [
    'another session',
    request('SEND', 'Message-ID: m1\r\n', null, '$', PATHS.replace('/bob', '/eve')),
    ['481', 'note no-such-session'],
  ],
  [
    'another peer',
    request('SEND', 'Message-ID: m1\r\n', null, '$', PATHS.replace('/alice', '/eve')),
    ['481', 'note no-such-session'],
  ],
  [
    '[P17] no To-Path',
    request('SEND', 'Message-ID: m1\r\n', null, '$', PATHS.replace(/^.*\r\n/, '')),
    ['400', 'note bad-request'],
  ],
  [
    'no From-Path, so that nobody can be told',
    request('SEND', '', null, '$', PATHS.replace(/\r\n.*\r\n/, '\r\n')),
    ['note bad-request'],
  ],
  ['[P7] a REPORT, even a bad one', request('REPORT', ''), ['note bad-request']],
])('%s is refused', (_, text, told) => {
  expect(plain(receive(receiverOf(), text))).toEqual(told)
})

test('where the request does not say whom it is for, the response comes from our own URI', () => {
  const [effect] = receive(receiverOf(), request('FOO', '', null, '$', PATHS.replace(/^.*\r\n/, '')))
  expect(effect?.do === 'send' && headerOf(effect.head, 'From-Path')).toBe('msrp://b.example:1/bob;tcp')
})

test('[P7] responses and reports are handed on and never answered', () => {
  const report = request('REPORT', 'Message-ID: m9\r\nStatus: 000 200 OK\r\n')
  expect(receive(receiverOf(), `MSRP x9x9 200 OK\r\n${PATHS}-------x9x9$\r\n`, report)).toMatchObject([
    { do: 'response', response: { transaction: 'x9x9', status: 200 } },
    { do: 'report', report: { messageId: 'm9', status: { code: 200 } } },
  ])
})

test('nicknames and questions for offsets are for the user to answer', () => {
  expect(receive(receiverOf(), request('NICKNAME', 'Use-Nickname: "Al"\r\n'), request('FILE_OFFSET', ''))).toMatchObject([
    { do: 'request', request: { kind: 'nickname', nickname: 'Al' } },
    { do: 'request', request: { kind: 'file-offset' } },
  ])
})

test('bytes of files are told where they belong, and each chunk is reported on', () => {
  const receiver = receiverOf({ bodies: 'passing', accepts: () => true })
  const effects = receive(
    receiver,
    send('Byte-Range: 4-*/5\r\nSuccess-Report: yes\r\n', 'lo'),
    send('Byte-Range: 1-*/5\r\nSuccess-Report: yes\r\n', 'hel', '+'),
  )
  expect(effects).toMatchObject([
    { do: 'bytes', at: 3 },
    { do: 'send' },
    { do: 'chunk', isComplete: false, chunk: { range: { start: 4, end: 5, total: 5 } } },
    { do: 'bytes', at: 0 },
    { do: 'send' },
    { do: 'chunk', isComplete: true, chunk: { range: { start: 1, end: 3, total: 5 } } },
  ])
  const [, , chunk] = effects
  const [report] = chunk?.do === 'chunk' ? receiver.judge(chunk.chunk, statusOf(200)) : []
  expect(report?.do === 'send' && headerOf(report.head, 'Byte-Range')).toBe('4-5/5')
})

test('a file of which the beginning is there is complete with the rest, or begins anew', () => {
  const complete = (...texts: string[]) => {
    const receiver = receiverOf({ bodies: 'passing', accepts: () => true })
    receive(receiver, request('FILE_OFFSET', ''))
    receiver.resumeAt(3)
    return receive(receiver, ...texts).flatMap((effect) => (effect.do === 'chunk' ? [effect.isComplete] : []))
  }
  expect(complete(send('Byte-Range: 4-*/8\r\n', 'de', '+'), send('Byte-Range: 6-*/8\r\n', 'fgh', '$'))).toEqual([false, true])
  expect(complete(send('Byte-Range: 5-*/8\r\n', 'efgh', '$'))).toEqual([false])
  expect(complete(send('Byte-Range: 1-*/8\r\n', 'ab', '+'), send('Byte-Range: 4-*/8\r\n', 'defgh', '$'))).toEqual([false, false])
})

test('bytes beyond the total that was promised are reported without it', () => {
  const receiver = receiverOf({ bodies: 'passing', accepts: () => true })
  const effects = receive(receiver, send('Byte-Range: 1-*/3\r\nSuccess-Report: yes\r\n', 'hello', '+'))
  const chunk = effects.find((effect) => effect.do === 'chunk')
  const [report] = chunk ? receiver.judge(chunk.chunk, statusOf(200)) : []
  expect(report?.do === 'send' && headerOf(report.head, 'Byte-Range')).toBe('1-5/*')
})

test('a file that is too large is refused, and its user told', () => {
  const receiver = receiverOf({ bodies: 'passing', accepts: () => true, limits: { ...REASSEMBLY_LIMITS, message: 4 } })
  expect(plain(receive(receiver, send('Byte-Range: 1-*/*\r\n', 'abc', '+'), send('Byte-Range: 4-*/*\r\n', 'de', '+')))).toEqual([
    ...['bytes', '200', 'chunk'],
    ...['413', 'note too-large', 'aborted'],
  ])
})

test('a message whose sender falls silent is given up, and its sender told', () => {
  const receiver = receiverOf()
  receive(receiver, send('Byte-Range: 1-*/*\r\n', 'hel', '+'))
  expect(receiver.nextWake).toBe(60_000)
  expect(plain(receiver.wake(60_000))).toEqual(['aborted', 'REPORT 000 408 Timed out'])
  expect(receiver.nextWake).toBeNull()
})
