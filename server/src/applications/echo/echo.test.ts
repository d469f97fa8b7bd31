import { type Imdn, parseImdn } from '@weft/protocols/im/imdn'
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAnswer } from '../../ports/sip-agent.ts'
import { Echo } from './echo.ts'

const ALICE = '"Alice" <sip:alice@example.com>;tag=1'
const ECHO = '<sip:echo@example.net>'
const PLAIN = { 'Content-Type': 'text/plain' }
const NOW = Date.UTC(2026, 6, 17, 8, 41, 52)

const encode = (text: string) => new TextEncoder().encode(text)

/** A MESSAGE from Alice; a field that is null is left out. */
function message(fields: Record<string, string | null>, body: string | Uint8Array): SipRequest {
  const all: Record<string, string | null> = { From: ALICE, To: ECHO, ...fields }
  const headers = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : { name, value }))
  const bytes = typeof body === 'string' ? encode(body) : body
  return { kind: 'request', method: 'MESSAGE', uri: 'sip:echo@example.net', headers, body: bytes }
}

/** A CPIM that asks for what `headers` say, around a part. */
function cpim(headers: readonly string[], part: string, fields: Record<string, string> = {}): SipRequest {
  const lines = ['From: <sip:alice@example.com>', 'To: <sip:echo@example.net>', ...headers, '', part]
  return message({ 'Content-Type': 'message/cpim', ...fields }, lines.join('\r\n'))
}

const NAMESPACE = 'NS: imdn <urn:ietf:params:imdn>'
const HELLO = 'Content-Type: text/plain\r\n\r\nhello'

class World {
  readonly sent: OutgoingRequest[] = []
  readonly lines: string[] = []
  /** How the next messages are answered. */
  outcome: () => Promise<SipResponse> = async () => ({
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: [],
    body: encode(''),
  })
  readonly #due: (() => void)[] = []
  readonly echo = new Echo({
    agent: {
      send: (request) => {
        this.sent.push(request)
        return this.outcome()
      },
    },
    sessions: { serves: () => false, open: () => null },
    clock: this.#clock(),
    random: { id: () => 'fresh' },
    log: this.#log(),
  })

  /** The answer; nothing is sent before it. */
  async ask(request: SipRequest): Promise<SipAnswer> {
    const before = this.sent.length
    const answer = await this.echo.answer(request)
    expect(this.sent).toHaveLength(before)
    return answer
  }

  /** Answers, then lets the replies go out, and waits until they are answered or given up. */
  async exchange(request: SipRequest): Promise<{ status: number; replies: OutgoingRequest[] }> {
    const before = this.sent.length
    const { status } = await this.ask(request)
    await this.settle()
    return { status, replies: this.sent.slice(before) }
  }

  async settle(): Promise<void> {
    for (const task of this.#due.splice(0)) task()
    await new Promise((resolve) => setImmediate(resolve))
  }

  #clock(): Clock {
    return {
      now: () => NOW,
      after: (_delay, task) => {
        this.#due.push(task)
        return () => undefined
      },
    }
  }

  #log(): Log {
    const line = (text: string, fields = {}) => this.lines.push(`${text} ${JSON.stringify(fields)}`)
    const log: Log = { debug: line, info: line, warn: line, error: line, with: () => log }
    return log
  }
}

const text = (reply: OutgoingRequest | undefined) => new TextDecoder().decode(reply?.body)

function imdn(reply: OutgoingRequest | undefined): Imdn {
  expect(reply?.contentType).toBe('message/imdn+xml')
  return parseImdn(reply?.body ?? '')
}

test('[E2] text comes back quoted, after the 200, from the echo to its sender', async () => {
  const { status, replies } = await new World().exchange(message(PLAIN, 'a\r\nb'))
  expect(status).toBe(200)
  expect(replies).toEqual([
    {
      method: 'MESSAGE',
      uri: 'sip:alice@example.com',
      from: '<sip:echo@example.net>',
      to: '"Alice" <sip:alice@example.com>',
      headers: [{ name: 'X-Sylk-To-Sip', value: 'yes' }],
      contentType: 'text/plain',
      body: encode('Echo:\n>> a\n>> b'),
    },
  ])
})

test.each([
  ['a\nb', '>> a\n>> b'],
  ['a\rb', '>> a\n>> b'],
  ['a\r\n\r\nb', '>> a\n>> \n>> b'],
  ['a\u2028b', '>> a\u2028b'],
  ['a\n', '>> a\n>> '],
])('[E2] %j is quoted as %j', async (given, quoted) => {
  const { replies } = await new World().exchange(message(PLAIN, given))
  expect(replies.map(text)).toEqual([`Echo:\n${quoted}`])
})

test('[E2] HTML comes back as it is, with its Content-Type', async () => {
  const html = '<p>a</p>\r\n<p>b</p>'
  const { replies } = await new World().exchange(message({ 'Content-Type': 'text/html; charset=utf-8; x=y' }, html))
  expect(replies[0]?.contentType).toBe('text/html; charset="utf-8"; x="y"')
  expect(replies.map(text)).toEqual([`Echo:\n${html}`])
})

test('[E2] text in ISO-8859-1 comes back in UTF-8, and says so', async () => {
  const request = message({ 'Content-Type': 'text/plain; charset=iso-8859-1' }, Uint8Array.of(0x68, 0xe9))
  const { replies } = await new World().exchange(request)
  expect(replies[0]?.contentType).toBe('text/plain; charset="utf-8"')
  expect(replies.map(text)).toEqual(['Echo:\n>> hé'])
})

test('[E2] the text in a CPIM is echoed without the CPIM, by the Content-Type that is in it', async () => {
  const { replies } = await new World().exchange(cpim([], 'Content-Type: text/html; charset=utf8\r\n\r\n<b>hi</b>'))
  expect(replies).toHaveLength(1)
  expect(replies[0]?.contentType).toBe('text/html; charset="utf-8"')
  expect(text(replies[0])).toBe('Echo:\n<b>hi</b>')
})

test('[E2] headers and method of a From URI do not become those of the Request-URI', async () => {
  const From = '<sip:alice@example.com;method=INVITE;transport=tcp?Subject=x>;tag=1'
  const { replies } = await new World().exchange(message({ ...PLAIN, From }, 'a'))
  expect(replies[0]?.uri).toBe('sip:alice@example.com;transport=tcp')
})

test('[E3] who asks for it is told of the delivery to the echo, and gets the echo', async () => {
  const headers = [
    NAMESPACE,
    'DateTime: 2026-01-02T03:04:05Z',
    'imdn.Message-ID: m1',
    'imdn.Disposition-Notification: positive-delivery, display',
  ]
  const { status, replies } = await new World().exchange(cpim(headers, HELLO))
  expect(status).toBe(200)
  expect(replies).toHaveLength(2)
  expect(replies[0]).toMatchObject({
    method: 'MESSAGE',
    uri: 'sip:alice@example.com',
    from: '<sip:echo@example.net>',
    to: '"Alice" <sip:alice@example.com>',
    headers: [{ name: 'X-Sylk-To-Sip', value: 'yes' }],
  })
  expect(imdn(replies[0])).toEqual({
    messageId: 'm1',
    dateTime: '2026-01-02T03:04:05Z',
    recipientUri: 'sip:echo@example.net',
    originalRecipientUri: null,
    kind: 'delivery',
    status: 'delivered',
  })
  expect(text(replies[1])).toBe('Echo:\n>> hello')
})

test('[E3] a message without id and time gets a fresh id, and now', async () => {
  const headers = [NAMESPACE, 'imdn.Disposition-Notification: positive-delivery']
  const { replies } = await new World().exchange(cpim(headers, HELLO))
  expect(imdn(replies[0])).toMatchObject({ messageId: 'fresh', dateTime: '2026-07-17T08:41:52+00:00' })
})

test.each([
  ['no disposition', [NAMESPACE, 'imdn.Message-ID: m1']],
  ['other dispositions', [NAMESPACE, 'imdn.Message-ID: m1', 'imdn.Disposition-Notification: negative-delivery, display']],
  ['the header of another namespace', ['NS: imdn <urn:x>', 'imdn.Disposition-Notification: positive-delivery']],
  ['the header without a namespace', ['Disposition-Notification: positive-delivery']],
])('[E3] %s: no notification', async (_what, headers) => {
  const { replies } = await new World().exchange(cpim(headers, HELLO))
  expect(replies.map(text)).toEqual(['Echo:\n>> hello'])
})

test('[E3] the prefix of the namespace is the sender’s choice', async () => {
  const headers = ['NS: n <urn:ietf:params:imdn>', 'n.Message-ID: m1', 'n.Disposition-Notification: positive-delivery']
  const { replies } = await new World().exchange(cpim(headers, HELLO))
  expect(imdn(replies[0]).messageId).toBe('m1')
})

test('an id that no notification can carry is refused, and nothing is sent', async () => {
  const headers = [NAMESPACE, `imdn.Message-ID: ${'x'.repeat(600)}`, 'imdn.Disposition-Notification: positive-delivery']
  expect(await new World().exchange(cpim(headers, HELLO))).toEqual({ status: 400, replies: [] })
})

test.each<[string, SipRequest]>([
  ['an empty body', message(PLAIN, '')],
  ['no Content-Type', message({}, 'a')],
  ['a malformed Content-Type', message({ 'Content-Type': 'text' }, 'a')],
  ['no From', message({ ...PLAIN, From: null }, 'a')],
  ['a malformed From', message({ ...PLAIN, From: 'Alice <sip:>' }, 'a')],
  ['no To', message({ ...PLAIN, To: null }, 'a')],
  ['CPIM that is none', message({ 'Content-Type': 'message/cpim' }, 'hello')],
  ['CPIM around a malformed part', cpim([], 'Content-Type: text\r\n\r\nhello')],
  ['text that is not in its charset', message(PLAIN, Uint8Array.of(0xff))],
  ['text in a charset nobody knows', message({ 'Content-Type': 'text/plain; charset=x' }, 'a')],
  ['a display name that cannot be sent', message({ ...PLAIN, From: '"a\\\0b" <sip:alice@example.com>;tag=1' }, 'a')],
])('[E4] %s is answered 400, and nothing is echoed', async (_what, request) => {
  expect(await new World().exchange(request)).toEqual({ status: 400, replies: [] })
})

test.each<[string, SipRequest]>([
  ['an image', message({ 'Content-Type': 'image/png' }, 'x')],
  [
    'an image in a CPIM',
    cpim([NAMESPACE, 'imdn.Disposition-Notification: positive-delivery'], 'Content-Type: image/png\r\n\r\nx'),
  ],
  ['a CPIM in a CPIM', cpim([], 'Content-Type: message/cpim\r\n\r\nFrom: <a@b>\r\n\r\n\r\nx')],
])('[E4] %s is answered 415 with what is accepted, and nothing is echoed', async (_what, request) => {
  const world = new World()
  const { status, headers } = await world.ask(request)
  await world.settle()
  expect(status).toBe(415)
  expect(headers).toEqual([
    { name: 'Accept', value: 'text/plain, text/html, message/cpim, message/imdn+xml, application/im-iscomposing+xml' },
  ])
  expect(world.sent).toEqual([])
})

test('a body that is compressed is answered 415 with the encoding that is accepted', async () => {
  const { status, headers } = await new World().ask(message({ ...PLAIN, 'Content-Encoding': 'gzip' }, 'x'))
  expect({ status, headers }).toEqual({ status: 415, headers: [{ name: 'Accept-Encoding', value: 'identity' }] })
})

test('[E7] MESSAGE is the only method: all others are left to be answered 405', () => {
  const { echo } = new World()
  expect(echo.name).toBe('echo')
  expect(echo.methods).toEqual(['MESSAGE'])
})

test.each<[string, SipRequest]>([
  ['an echo', message({ ...PLAIN, 'X-Sylk-To-Sip': 'yes' }, 'Echo:\n>> a')],
  ['an echo in a CPIM', cpim([NAMESPACE, 'imdn.Disposition-Notification: positive-delivery'], HELLO, { 'X-Sylk-To-Sip': 'yes' })],
  ['a notification', message({ 'Content-Type': 'message/imdn+xml' }, '<imdn/>')],
  [
    'a notification in a CPIM',
    cpim([NAMESPACE, 'imdn.Disposition-Notification: positive-delivery'], 'Content-Type: message/imdn+xml\r\n\r\n<imdn/>'),
  ],
  ['an indication of composing', message({ 'Content-Type': 'application/im-iscomposing+xml' }, '<isComposing/>')],
])('%s is taken, and not replied to', async (_what, request) => {
  expect(await new World().exchange(request)).toEqual({ status: 200, replies: [] })
})

test('the replies to a reply end there, even where sender and echo are one', async () => {
  const world = new World()
  const { replies } = await world.exchange(message({ ...PLAIN, From: '<sip:echo@example.net>;tag=1' }, 'a'))
  const [echo] = replies
  const returned = message({ From: `${echo?.from};tag=2`, 'Content-Type': 'text/plain', 'X-Sylk-To-Sip': 'yes' }, text(echo))
  expect(await world.exchange(returned)).toEqual({ status: 200, replies: [] })
})

test('a text is echoed only where its echo fits into a message', async () => {
  const world = new World()
  const { status, replies } = await world.exchange(message(PLAIN, '\n'.repeat(15_360)))
  expect(status).toBe(200)
  expect(replies[0]?.body.length).toBeLessThan(62_000)
  expect(await world.exchange(message(PLAIN, '\n'.repeat(15_361)))).toEqual({ status: 413, replies: [] })
})

test('an echo does not wait for a notification that is not answered', async () => {
  const world = new World()
  world.outcome = () => new Promise(() => undefined)
  const headers = [NAMESPACE, 'imdn.Disposition-Notification: positive-delivery']
  const { replies } = await world.exchange(cpim(headers, HELLO))
  expect(replies).toHaveLength(2)
})

test('senders who answer nothing cannot pile up replies without end', async () => {
  const world = new World()
  const gaveUp: (() => void)[] = []
  world.outcome = () => new Promise((_, reject) => gaveUp.push(() => reject(new Refusal('backend-timeout', 'nobody answered'))))
  for (let count = 0; count < 1000; count++) expect((await world.ask(message(PLAIN, 'a'))).status).toBe(200)
  await world.settle()
  expect(await world.ask(message(PLAIN, 'a'))).toEqual({ status: 503, headers: [{ name: 'Retry-After', value: '32' }] })
  for (const giveUp of gaveUp) giveUp()
  await world.settle()
  expect((await world.ask(message(PLAIN, 'a'))).status).toBe(200)
})

test.each<[string, World['outcome'], string]>([
  [
    'is refused',
    async () => ({ kind: 'response', status: 404, reason: '', headers: [], body: encode('') }),
    'reply refused {"status":404}',
  ],
  [
    'cannot be delivered',
    () => Promise.reject(new Refusal('dns', 'no address')),
    'reply not delivered {"reason":"dns","detail":"no address"}',
  ],
  ['hits a defect', () => Promise.reject(new Error('oops')), 'reply not sent {"error":"Error: oops"}'],
])('a reply that %s is noted in the log, without its text', async (_what, outcome, line) => {
  const world = new World()
  world.outcome = outcome
  expect((await world.exchange(message(PLAIN, 'secret'))).status).toBe(200)
  expect(world.lines).toEqual([line])
})

test('whatever the body, there is an answer, and replies follow a 200 only', async () => {
  const body = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }).map(encode))
  const type = fc.constantFrom('text/plain', 'text/html', 'message/cpim', 'text/plain; charset=iso-8859-1', 'message/imdn+xml')
  await fc.assert(
    fc.asyncProperty(type, body, async (contentType, bytes) => {
      const { status, replies } = await new World().exchange(message({ 'Content-Type': contentType }, bytes))
      expect([200, 400, 413, 415]).toContain(status)
      if (status !== 200) expect(replies).toEqual([])
    }),
  )
})
