import { expect, test } from 'vitest'
import type { MsrpEvent } from '../../server/src/ports/msrp.ts'
import { active, joined, msrp } from './support/msrp-scene.ts'

const HEADERS = 'From: Älice <sip:a@x.test>\r\nTo: <sip:room@x.test>\r\n\r\n'
const MESSAGE = Buffer.from(`${HEADERS}Content-Type: text/plain\r\n\r\nGrüße, ${'ö'.repeat(40)}`)
const cpim = { contentType: 'message/cpim', reports: true, lane: null } as const

/** Accepts all messages. */
function accept(event: MsrpEvent): void {
  if (event.kind === 'message' || event.kind === 'chunk') event.report({ code: 200 })
}

const bodyOf = (event: { readonly body: Uint8Array }) => Buffer.from(event.body)

test('[P5] who wants no responses gets none, and with `partial` those of failure', async () => {
  const { peer, end } = await joined(await msrp())
  for (const failure of ['no', 'partial'] as const) {
    peer.send({ body: MESSAGE, failure, id: failure })
    await end.next('message')
    peer.send({ body: 'x', failure, contentType: 'text/plain', id: `bad-${failure}` })
  }
  // What is answered next is what was asked last.
  expect((await peer.responses.next()).status).toBe(415)
  expect((await peer.ask({ body: null, id: 'last' })).status).toBe(200)
  expect(peer.responses.size).toBe(0)
})

test('[P6] a report says which message, which of its bytes, and goes back the way it came', async () => {
  const { peer, end } = await joined(await msrp(), {}, accept)
  expect((await peer.ask({ id: 'm1', body: MESSAGE, success: 'yes' })).status).toBe(200)
  const report = await peer.reports.next()
  expect(Object.fromEntries(report.headers)).toEqual({
    'To-Path': peer.path,
    'From-Path': end.session.path,
    'Message-ID': 'm1',
    'Byte-Range': `1-${MESSAGE.length}/${MESSAGE.length}`,
    Status: '000 200 OK',
  })
})

test('reports come once the message was judged, and say what was said then', async () => {
  const { peer, end } = await joined(await msrp())
  expect((await peer.ask({ id: 'm1', body: MESSAGE, success: 'yes' })).status).toBe(200)
  const { report } = await end.next('message')
  await peer.ask({ body: null })
  expect(peer.reports.size).toBe(0)
  report({ code: 403 })
  report({ code: 200 })
  expect((await peer.reports.next()).headers.get('Status')).toBe('000 403 Not allowed')
  await peer.ask({ id: 'm2', body: MESSAGE, failure: 'yes' })
  const second = await end.next('message')
  second.report({ code: 404, comment: 'Nobody of that name' })
  expect((await peer.reports.next()).headers.get('Status')).toBe('000 404 Nobody of that name')
})

test('[P7] a REPORT is never answered, not even one that makes no sense', async () => {
  const { peer } = await joined(await msrp())
  peer.report({ id: 'never-sent', size: 5 })
  peer.report({ id: 'never-sent', size: 5 }, 'nonsense')
  expect((await peer.ask({ body: null })).status).toBe(200)
  expect(peer.responses.size).toBe(0)
})

test('[P8] a message in three chunks, cut within a character and within the CPIM header, is told once and as it was', async () => {
  const { peer, end } = await joined(await msrp(), {}, accept)
  const cuts = [7, MESSAGE.indexOf('ü') + 1]
  expect(cuts[1]).toBeGreaterThan(HEADERS.length)
  const pieces = [MESSAGE.subarray(0, cuts[0]), MESSAGE.subarray(cuts[0], cuts[1]), MESSAGE.subarray(cuts[1])]
  let at = 1
  for (const [index, body] of pieces.entries()) {
    const range = `${at}-${at + body.length - 1}/${MESSAGE.length}`
    expect((await peer.ask({ id: 'm1', body, range, flag: index < 2 ? '+' : '$', success: 'yes' })).status).toBe(200)
    at += body.length
  }
  expect(bodyOf(await end.next('message'))).toEqual(MESSAGE)
  expect((await peer.reports.next()).headers.get('Byte-Range')).toBe(`1-${MESSAGE.length}/${MESSAGE.length}`)
  expect([end.events.size, peer.reports.size]).toEqual([0, 0])
})

test('[P9] chunks in any order, overlapping, and with a total that nobody knew, are put together by their ranges', async () => {
  const { peer, end } = await joined(await msrp())
  const body = Buffer.from(Array.from({ length: 200 }, (_, index) => index))
  await peer.ask({ id: 'm1', body: body.subarray(100), range: '101-200/200', flag: '$' })
  await peer.ask({ id: 'm1', body: body.subarray(0, 120), range: '1-120/200', flag: '+' })
  expect(bodyOf(await end.next('message'))).toEqual(body)
  await peer.ask({ id: 'm2', body: body.subarray(0, 150), range: '1-*/*', flag: '+' })
  await peer.ask({ id: 'm2', body: body.subarray(150), range: '151-*/*', flag: '$' })
  expect(bodyOf(await end.next('message'))).toEqual(body)
})

test('[P10] an aborted message is not told, and its name may be used anew', async () => {
  const { peer, end } = await joined(await msrp())
  await peer.ask({ id: 'm1', body: 'lost', range: '1-4/100', flag: '+' })
  expect((await peer.ask({ id: 'm1', body: 'too', range: '5-7/100', flag: '#' })).status).toBe(200)
  await peer.ask({ id: 'm1', body: 'anew' })
  expect(String(bodyOf(await end.next('message')))).toBe('anew')
  expect(end.events.size).toBe(0)
})

test('[P11] what looks like an end-line of another transaction is body, wherever TCP cuts it', async () => {
  const { peer, end } = await joined(await msrp())
  const body = Buffer.from('a\r\n-------other$\r\n-------abcd123\r\n-------abcd1234x$\r\nb')
  const bytes = peer.chunk({ id: 'm1', body, transaction: 'abcd1234' })
  for (const byte of bytes) {
    peer.raw(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(bodyOf(await end.next('message'))).toEqual(body)
})

test('[P12][P13] what we send is cut where responses have to go in between, and has no end-line of its own in it', async () => {
  const { peer, end } = await joined(await msrp())
  const body = Buffer.from('\r\n-------abcdefgh$\r\n'.repeat(400_000))
  end.session.send({ ...cpim, id: 'big', body })
  const response = peer.ask({ id: 'between', body: MESSAGE })
  const message = await peer.messages.next()
  expect((await response).status).toBe(200)
  expect(message.body.equals(body)).toBe(true)
  const order: (string | null)[] = []
  while (peer.frames.size > 0) {
    const { method, headers } = await peer.frames.next()
    order.push(method)
    // Where it ends is not promised before it does.
    if (method === 'SEND') expect(headers.get('Byte-Range')).toMatch(/^\d+-\*\/8000000$/)
  }
  // Its first part, the response, and the rest.
  const begins = order.indexOf('SEND')
  expect(order.indexOf(null, begins)).toBeLessThan(order.lastIndexOf('SEND'))
})

test('a short message is one chunk, and says all of its range', async () => {
  const { peer, end } = await joined(await msrp())
  end.session.send({ ...cpim, id: 'm1', body: MESSAGE })
  expect(await peer.messages.next()).toMatchObject({ id: 'm1', contentType: 'message/cpim', chunks: 1, body: MESSAGE })
  await peer.frames.next()
  expect(Object.fromEntries((await peer.frames.next()).headers)).toEqual({
    'To-Path': peer.path,
    'From-Path': end.session.path,
    'Message-ID': 'm1',
    'Byte-Range': `1-${MESSAGE.length}/${MESSAGE.length}`,
    'Success-Report': 'yes',
    'Failure-Report': 'yes',
    'Content-Type': 'message/cpim',
  })
  expect(await end.next('outcome')).toEqual({ kind: 'outcome', id: 'm1', outcome: { delivered: true } })
})

test('what the other side says of a message is told, by response or report', async () => {
  const { peer, end } = await joined(await msrp())
  peer.wantsToReport = 'no'
  end.session.send({ ...cpim, id: 'm1', body: MESSAGE })
  await peer.messages.next()
  peer.report({ id: 'm1', size: MESSAGE.length }, '000 403 Not you')
  expect(await end.next('outcome')).toMatchObject({ id: 'm1', outcome: { delivered: false, code: 403, reason: 'Not you' } })
  end.session.send({ ...cpim, id: 'm2', body: MESSAGE, reports: false })
  expect(await end.next('outcome')).toMatchObject({ id: 'm2', outcome: { delivered: true } })
  expect((await peer.messages.next()).wantsReport).toBe(false)
})

test('[P14] a message that is too large gets 413, at once where it says so, and the session goes on', async () => {
  const { peer, end } = await joined(await msrp(), { mostBytes: 1000 })
  expect((await peer.ask({ id: 'm1', body: 'x', range: '1-1/1001', flag: '+' })).status).toBe(413)
  expect((await peer.ask({ id: 'm2', body: Buffer.alloc(1001), range: '1-*/*' })).status).toBe(413)
  expect((await peer.ask({ id: 'm3', body: Buffer.alloc(1000, 'x') })).status).toBe(200)
  expect((await end.next('message')).body).toHaveLength(1000)
})

test('[P14] a gigabyte that is claimed takes no room', async () => {
  const { peer, end } = await joined(await msrp(), { mostBytes: 2_000_000_000 })
  const before = process.memoryUsage().rss
  for (let index = 0; index < 16; index++)
    await peer.ask({ id: `claim-${index}`, body: 'x', range: '999999999-999999999/1000000000', flag: '+' })
  // There may be sixteen of them.
  expect((await peer.ask({ id: 'claim-16', body: 'x', range: '1-1/1000000000', flag: '+' })).status).toBe(413)
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  expect(end.events.size).toBe(0)
})

test('[P15][P16][P17] what is no message of this session is refused, and the session goes on', async () => {
  const { peer, end } = await joined(await msrp())
  expect(await peer.ask({ body: 'x', contentType: 'text/plain' })).toMatchObject({ status: 415 })
  expect(await peer.ask({ body: 'x', contentType: null })).toMatchObject({ status: 415, comment: 'Content-Type header missing' })
  expect(await peer.request('FOO')).toMatchObject({ status: 501 })
  expect(await peer.request('AUTH')).toMatchObject({ status: 501 })
  peer.raw(`MSRP abcd1234 SEND\r\nFrom-Path: ${peer.path}\r\nMessage-ID: m1\r\n-------abcd1234$\r\n`)
  expect(await peer.responses.next()).toMatchObject({ status: 400, transaction: 'abcd1234' })
  expect(await peer.ask({ body: MESSAGE })).toMatchObject({ status: 200 })
  await end.next('message')
})

test('[P16] garbage costs whoever sends it the connection, and nobody else anything', async () => {
  const running = await msrp()
  const { peer, end } = await joined(running)
  const other = await joined(running)
  peer.raw('GET / HTTP/1.1\r\n\r\n')
  expect(await end.next('ended')).toMatchObject({ why: 'garbage' })
  await peer.closed.next()
  const stranger = active()
  await stranger.connect(other.end.session.path)
  stranger.raw(Buffer.from([0, 255, 13, 10, 13, 10]))
  await stranger.closed.next()
  expect((await other.peer.ask({ body: MESSAGE })).status).toBe(200)
})

test('[P20] a message that gets 413 is not sent any further, and not again', async () => {
  const { peer, end } = await joined(await msrp())
  peer.answers = 'no'
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(8_000_000, 'x') })
  await peer.frames.next()
  const first = await peer.frames.next()
  peer.respond(first, '413 Too much')
  expect(await end.next('outcome')).toMatchObject({ id: 'big', outcome: { delivered: false, code: 413, reason: 'Too much' } })
  peer.answers = 'yes'
  expect((await peer.ask({ body: null })).status).toBe(200)
  let [received, last] = [first.body?.length ?? 0, first]
  while (peer.frames.size > 0) {
    last = await peer.frames.next()
    received += last.method === 'SEND' ? (last.body?.length ?? 0) : 0
  }
  expect(received).toBeLessThan(8_000_000)
  end.session.send({ ...cpim, id: 'next', body: MESSAGE })
  expect((await peer.messages.next()).id).toBe('next')
})

test('a message that is given up mid-way ends with `#`', async () => {
  const { peer, end } = await joined(await msrp())
  peer.socket.pause()
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(20_000_000, 'x') })
  await new Promise((resolve) => setImmediate(resolve))
  end.session.abort('big')
  expect(await end.next('outcome')).toMatchObject({ id: 'big', outcome: { delivered: false, code: 0 } })
  peer.socket.resume()
  end.session.send({ ...cpim, id: 'next', body: MESSAGE })
  expect((await peer.messages.next()).id).toBe('next')
  const flags = []
  while (peer.frames.size > 0) {
    const frame = await peer.frames.next()
    if (frame.headers.get('Message-ID') === 'big') flags.push(frame.flag)
  }
  expect(flags.at(-1)).toBe('#')
})

test('messages of one lane come in their order, whatever their size; others need not wait', async () => {
  const { peer, end } = await joined(await msrp())
  const big = Buffer.alloc(300_000, 'x')
  end.session.send({ ...cpim, id: 'a1', body: big, lane: 'chat' })
  end.session.send({ ...cpim, id: 'a2', body: MESSAGE, lane: 'chat' })
  end.session.send({ ...cpim, id: 'b', body: MESSAGE })
  const order = [await peer.messages.next(), await peer.messages.next(), await peer.messages.next()].map(({ id }) => id)
  expect(order).toEqual(['b', 'a1', 'a2'])
})

test('[R16][R18] nicknames are asked for, and what was decided is the answer', async () => {
  const { peer, end } = await joined(await msrp())
  const ask = (nickname: string) => peer.request('NICKNAME', [['Use-Nickname', nickname]])
  for (const [nickname, code] of [
    ['"Alice \\"A\\""', 200],
    ['plain', 425],
    ['""', 200],
  ] as const) {
    const response = ask(nickname)
    const asked = await end.next('nickname')
    expect(asked.nickname).toBe({ 200: nickname === '""' ? '' : 'Alice "A"', 425: 'plain' }[code])
    asked.answer({ code })
    expect((await response).status).toBe(code)
  }
  expect((await ask('"no end')).status).toBe(424)
  expect((await peer.request('NICKNAME')).status).toBe(400)
  expect(end.events.size).toBe(0)
})

test('a message cannot be sent before the session is bound, under a name that is in use, or with a header that is none', async () => {
  const { edge } = await msrp()
  const { end, peer } = await joined({ edge })
  peer.answers = 'no'
  peer.wantsToReport = 'no'
  expect(end.session.send({ ...cpim, id: 'm1', body: MESSAGE })).toBe(null)
  expect(end.session.send({ ...cpim, id: 'm1', body: MESSAGE })).toBe('in-use')
  expect(end.session.send({ ...cpim, id: 'with space', body: MESSAGE })).toBe('bad-message')
  expect(end.session.send({ ...cpim, id: 'm2', contentType: 'a/b\r\nX: y', body: MESSAGE })).toBe('bad-message')
  end.session.close()
  expect(end.session.send({ ...cpim, id: 'm3', body: MESSAGE })).toBe('not-bound')
  expect(await end.next('outcome')).toMatchObject({ id: 'm1', outcome: { code: 0, reason: 'Stream ended' } })
  await end.next('ended')
})
