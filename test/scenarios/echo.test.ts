import { parseImdn } from '@weft/protocols/im/imdn'
import { fieldOf, type SipMessage } from '@weft/protocols/sip/message'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { MessagePhone } from './support/message-phone.ts'
import { type RunningWeft, startWeft } from './support/server.ts'
import { SipPeer } from './support/sip-peer.ts'

let weft: RunningWeft
let phone: MessagePhone
beforeEach(async () => {
  const port = await freePort()
  weft = await startWeft({
    'config.ini': {
      Server: { application_map: 'echo:echo' },
      SIP: { local_udp_port: port, local_tcp_port: port },
    },
  })
  phone = await MessagePhone.open(port)
})
afterEach(async () => {
  phone.close()
  await weft.stop()
})

const text = (message: SipMessage | undefined) => new TextDecoder().decode(message?.body)
const field = (message: SipMessage | undefined, name: string) => message && fieldOf(message, name)
/** What came, in a word each. */
const kinds = (messages: readonly SipMessage[]) =>
  messages.map((message) => (message.kind === 'request' ? message.method : message.status))

/** After `count` messages nothing came but what the next text brings about: replies go out in the order of what they reply to. */
async function nothingElse(count: number): Promise<void> {
  phone.send('MESSAGE', 'echo', { 'Content-Type': 'text/plain' }, 'next')
  const messages = (await phone.received(count + 2)).slice(count)
  expect(kinds(messages)).toEqual([200, 'MESSAGE'])
  expect(text(messages[1])).toBe('Echo:\n>> next')
}

test('[E2] a text message to echo is answered 200 and comes back quoted', async () => {
  phone.send('MESSAGE', 'echo', { 'Content-Type': 'text/plain' }, 'a\r\nb')
  const messages = await phone.received(2)
  expect(kinds(messages)).toEqual([200, 'MESSAGE'])
  const echo = messages[1]
  expect(text(echo)).toBe('Echo:\n>> a\n>> b')
  expect(field(echo, 'Content-Type')).toBe('text/plain')
  expect(field(echo, 'X-Sylk-To-Sip')).toBe('yes')
  expect(field(echo, 'From')).toContain('sip:echo@')
  expect(field(echo, 'To')).toBe(`<${phone.uri}>`)
})

test('[E3] a CPIM that asks for it brings a delivery notification and the echo', async () => {
  const cpim = [
    `From: <${phone.uri}>`,
    'To: <sip:echo@example.net>',
    'NS: imdn <urn:ietf:params:imdn>',
    'imdn.Message-ID: m1',
    'imdn.Disposition-Notification: positive-delivery',
    '',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'hello',
  ]
  phone.send('MESSAGE', 'echo', { 'Content-Type': 'message/cpim' }, cpim.join('\r\n'))
  const messages = await phone.received(3)
  expect(kinds(messages)).toEqual([200, 'MESSAGE', 'MESSAGE'])
  const notification = messages.find((message) => field(message, 'Content-Type') === 'message/imdn+xml')
  expect(parseImdn(text(notification))).toMatchObject({ messageId: 'm1', kind: 'delivery', status: 'delivered' })
  expect(messages.map(text)).toContain('Echo:\n>> hello')
})

test.each([
  [400, 'text/plain', ''],
  [400, 'message/cpim', 'hello'],
  [415, 'image/png', 'x'],
])('[E4] %i for %s with the body %j, and nothing is echoed', async (status, type, body) => {
  phone.send('MESSAGE', 'echo', { 'Content-Type': type }, body)
  expect(kinds(await phone.received(1))).toEqual([status])
  await nothingElse(1)
})

test('an echo that comes back is answered, and that is the end of it', async () => {
  phone.send('MESSAGE', 'echo', { 'Content-Type': 'text/plain', 'X-Sylk-To-Sip': 'yes' }, 'Echo:\n>> a')
  expect(kinds(await phone.received(1))).toEqual([200])
  await nothingElse(1)
})

test.each([
  ['SUBSCRIBE', { Event: 'conference' }],
  ['REFER', { 'Refer-To': '<sip:bob@example.com>' }],
])('[E7] %s to echo is 405, and says what is allowed', async (method, fields) => {
  phone.send(method, 'echo', fields)
  const [answer] = await phone.received(1)
  expect(kinds(answer ? [answer] : [])).toEqual([405])
  expect(field(answer, 'Allow')).toContain('MESSAGE')
})

test('[F17] with an outbound proxy the echo goes there, whoever it is for', async () => {
  const [proxy, port] = [await SipPeer.udp(0), await freePort()]
  const behind = await startWeft({
    'config.ini': {
      Server: { application_map: 'echo:echo' },
      SIP: { local_udp_port: port, local_tcp_port: '', outbound_proxy: `127.0.0.1:${proxy.port}` },
    },
  })
  const sender = await MessagePhone.open(port)
  sender.send('MESSAGE', 'echo', { From: '<sip:bob@elsewhere.example>;tag=1', 'Content-Type': 'text/plain' }, 'hello')
  await sender.received(1)
  const echo = await proxy.next()
  expect(echo).toMatchObject({ method: 'MESSAGE', uri: 'sip:bob@elsewhere.example' })
  expect(text(echo)).toBe('Echo:\n>> hello')
  sender.close()
  proxy.close()
  await behind.stop()
})
