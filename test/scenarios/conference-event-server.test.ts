import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, expect, test } from 'vitest'
import { version } from '../../server/src/config/version.ts'
import { freePort } from '../interop/port.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { DomainPhone } from './support/domain-phone.ts'
import { type Ini, startWeft } from './support/server.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

/** A server as an operator would run it, with Alice in the room r1@weft.test. */
async function scene(ini: Ini = {}) {
  const port = await freePort()
  const tcp = { SIP: { local_udp_port: port, local_tcp_port: '' }, MSRP: { use_tls: 'False' } }
  const weft = await startWeft({
    ...ini,
    'config.ini': { ...ini['config.ini'], ...tcp },
    'weft.ini': { ...ini['weft.ini'], MSRP: { tcp_port: 0, tls_port: 'off' } },
  })
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= weft.stop()
    return stopped
  }
  endings.push(stop)
  const alice = await ChatPhone.at(port, 'alice')
  endings.push(() => alice.close())
  await alice.join('r1')
  const client = async (address: string) => {
    const one = await ConferenceWatcher.at(port, address)
    endings.push(() => one.close())
    return one
  }
  return { alice, client, stop, port }
}

test('[N1] whoever watches a room is told who hosts it and how else people get in, as conference.ini says', async () => {
  const numbers = { pstn_access_numbers: '+31 20 1234567, +44 20 1234567', advertise_xmpp_support: 'True' }
  const running = await scene({ 'conference.ini': { 'r1@weft.test': numbers } })
  const watcher = await running.client('bob@x.test')
  await watcher.subscribe({ expires: '0' })
  const { description, users } = (await watcher.news()).info
  expect(description.freeText).toBe(`Hosted by Weft/${version}`)
  const uris = ['sip:r1@weft.test', 'xmpp:r1@weft.test', 'tel:+31201234567', 'tel:+44201234567']
  expect(description.uris.map(({ uri }) => uri)).toEqual(uris)
  expect(users.map(({ entity }) => entity)).toEqual(['sip:alice@x.test'])
  await running.alice.leave()
})

test('[N12] who may put others out, weft.ini says', async () => {
  const strict = await scene()
  await (await strict.client('bob@x.test')).refer('<sip:alice@x.test;method=BYE>', { status: 403 })
  await strict.alice.leave()
  const lax = await scene({ 'weft.ini': { Rooms: { refer_requires_participant: 'no' } } })
  const bob = await lax.client('bob@x.test')
  await bob.refer('<sip:alice@x.test;method=BYE>')
  await lax.alice.hungUp()
  expect(await bob.outcome()).toBe('200 OK')
})

test('[F13] a server that stops hangs up on who is in a room, tells who watches it, and is gone soon', async () => {
  const { alice, client, stop } = await scene()
  const watcher = await client('bob@x.test')
  await watcher.subscribe()
  await watcher.news()
  const since = performance.now()
  const stopped = stop()
  await alice.hungUp()
  expect((await watcher.until(({ active }) => active === false)).state).toMatch(/^terminated;/)
  await stopped
  expect(performance.now() - since).toBeLessThan(5000)
})

test('[N9] a room of a domain of our own calls the phones there by itself, without a password', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-room-'))
  const ha1 = createHash('md5').update('bob:weft.test:builder').digest('hex')
  writeFileSync(join(directory, 'users'), `bob:weft.test:${ha1}\n`)
  const registrar = { enabled: 'yes', domains: 'weft.test', users_file: join(directory, 'users') }
  const { alice, client, port } = await scene({
    'config.ini': { Server: { application_map: 'r1:conference' } },
    'weft.ini': { Registrar: registrar },
  })
  endings.push(() => rmSync(directory, { recursive: true }))
  const bob = await DomainPhone.udp('bob@weft.test', 'builder', port)
  endings.push(() => bob.close())
  expect((await bob.register()).status).toBe(200)
  const [invite] = await Promise.all([bob.next(), (await client(alice.address)).refer('<sip:bob@weft.test>')])
  expect([invite.method, fieldOf(invite, 'Proxy-Authorization')]).toEqual(['INVITE', null])
  expect(fieldOf(invite, 'From')).toMatch(/^"Conference Call" <sip:r1@weft\.test>/)
})
