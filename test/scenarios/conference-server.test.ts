import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { ChatPhone, type ChatPhoneOptions } from './support/chat-phone.ts'
import { attribute, chatSdp } from './support/chat-sdp.ts'
import { type Ini, type RunningWeft, startWeft } from './support/server.ts'

const PLAIN = { MSRP: { use_tls: 'no' } }
const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A server as operators run it, and phones that come to it. */
async function open(ini: Ini = {}): Promise<{ weft: RunningWeft; phone: typeof phone; options: Ini }> {
  const port = await freePort()
  const options: Ini = {
    ...ini,
    'config.ini': { ...PLAIN, ...ini['config.ini'], SIP: { local_udp_port: port, ...ini['config.ini']?.SIP } },
    'weft.ini': { MSRP: { tcp_port: 0, tls_port: 'off', ...ini['weft.ini']?.MSRP } },
  }
  const weft = await startWeft(options)
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= weft.stop()
    return stopping
  }
  closers.push(stop)
  async function phone(user: string, more: ChatPhoneOptions = {}): Promise<ChatPhone> {
    const made = await ChatPhone.at(port, user, more)
    closers.push(() => made.end())
    return made
  }
  return { weft: { ...weft, stop }, phone, options }
}

test('[C1] whoever calls the server, at whatever address, is in a chat room', async () => {
  const { phone } = await open()
  const [alice, bob] = [await phone('alice'), await phone('bob')]
  await alice.join('anything@anywhere.test')
  await bob.join('anything@anywhere.test')
  await alice.say('here we are')
  expect((await bob.until('here we are')).headers.get('To')).toBe('Conference Room <sip:anything@anywhere.test>')
})

test('[C5] with use_tls, and no certificate, there is nothing to be offered', async () => {
  const { phone, weft } = await open({ 'config.ini': { MSRP: { use_tls: 'yes' } }, 'weft.ini': { MSRP: { tls_port: 0 } } })
  const alice = await phone('alice')
  alice.call.invite('r1', {}, chatSdp({ path: alice.msrp.path }))
  await alice.call.answer(488)
  expect(weft.log.text).toContain('no MSRP: it takes a certificate')
})

test('[C11] a room has the rules of its section, all others those of [Conference], also after a reload', async () => {
  const rules = { access_policy: 'allow,deny', allow: 'y.test', deny: 'none' }
  const { phone, weft, options } = await open({
    'conference.ini': { Conference: rules, 'open@weft.test': { allow: 'all' } },
  })
  const [alice, again] = [await phone('alice'), await phone('alice')]
  alice.call.invite('closed', {}, chatSdp({ path: alice.msrp.path }))
  alice.call.ack(await alice.call.answer(403))
  await (await phone('alice')).join('open')
  weft.reload({ ...options, 'conference.ini': { Conference: { ...rules, allow: 'all' } } })
  await again.join('closed')
})

test('[C18] paths have the address that is advertised', async () => {
  const { phone } = await open({ 'config.ini': { SIP: { advertised_ip: '192.0.2.7' } } })
  const answer = await (await phone('alice')).invite('r1')
  expect(attribute(Buffer.from(answer.body).toString(), 'path')).toMatch(/^msrp:\/\/192\.0\.2\.7:\d+\//)
})

test('[N17] a message by SIP is none for a room', async () => {
  const { phone } = await open()
  const fields = { To: '<sip:r1@weft.test>', 'Content-Type': 'text/plain' }
  const refusal = await (await phone('bob')).call.ask('MESSAGE', 405, fields, 'hello')
  expect(fieldOf(refusal, 'Allow')).toContain('INVITE')
})

test('[E1] the echo is there as well', async () => {
  const { phone } = await open()
  const alice = await phone('alice')
  await alice.join('echo')
  await alice.say('hello?')
  expect((await alice.hear()).content).toBe('hello?')
})

test('[F13] when the server stops, everybody in a chat room is hung up on, within five seconds', async () => {
  const { phone, weft } = await open()
  const [alice, bob] = [await phone('alice'), await phone('bob')]
  await alice.join('r1')
  await bob.join('r1')
  const begun = Date.now()
  const stopped = weft.stop()
  for (const phone of [alice, bob]) expect(fieldOf(await phone.hungUp(), 'Reason')).toBe('SIP;text="The server is shutting down"')
  await stopped
  expect(Date.now() - begun).toBeLessThan(5000)
})
