import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { DomainPhone } from './support/domain-phone.ts'
import { type RunningWeft, startWeft } from './support/server.ts'

const DOMAIN = 'weft.test'
const ALICE = `alice@${DOMAIN}`
const BOB = `bob@${DOMAIN}`

let directory: string
let port: number
let weft: RunningWeft
const phones: DomainPhone[] = []

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-domain-'))
  port = await freePort()
  const line = (user: string) => `${user}:${DOMAIN}:${createHash('md5').update(`${user}:${DOMAIN}:pw`).digest('hex')}\n`
  writeFileSync(join(directory, 'users'), ['alice', 'bob'].map(line).join(''))
  weft = await startWeft({
    'config.ini': { SIP: { local_udp_port: port, local_tcp_port: port } },
    'weft.ini': { Registrar: { enabled: 'yes', domains: DOMAIN, users_file: join(directory, 'users') } },
  })
})
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close()
  await weft.stop()
  rmSync(directory, { recursive: true })
})

/** A phone that is registered, and the journal of its user, which it has asked for as Blink does. */
async function phoneWithJournal(address: string) {
  const phone = await DomainPhone.tcp(address, 'pw', port)
  phones.push(phone)
  await phone.register()
  const type = 'application/sylk-api-token'
  expect((await phone.ask('MESSAGE', `sip:${address}`, { 'Content-Type': type }, 'please')).status).toBe(200)
  const reply = await phone.next()
  expect(fieldOf(reply, 'Content-Type')).toBe(type)
  const { token, url } = JSON.parse(new TextDecoder().decode(reply.body))
  const journal = async () => {
    const answer = await fetch(url, { headers: { authorization: `Apikey ${token}` } })
    return (await answer.json()).messages
  }
  return { phone, journal }
}

test('phones of a domain of ours have their messages in the journals of both', async () => {
  const [alice, bob] = [await phoneWithJournal(ALICE), await phoneWithJournal(BOB)]
  const [answer, message] = await Promise.all([alice.phone.message(BOB, 'hello'), bob.phone.next()])
  expect(answer.status).toBe(200)
  expect(new TextDecoder().decode(message.body)).toBe('hello')
  expect(await alice.journal()).toMatchObject([{ contact: BOB, content: 'hello', direction: 'outgoing', state: 'accepted' }])
  expect(await bob.journal()).toMatchObject([{ contact: ALICE, content: 'hello', direction: 'incoming', state: 'received' }])
})

test('a message for somebody whose phone is off waits in the journal', async () => {
  const [alice, bob] = [await phoneWithJournal(ALICE), await phoneWithJournal(BOB)]
  expect((await bob.phone.register({ Contact: '*', Expires: '0' })).status).toBe(200)
  expect((await alice.phone.message(BOB, 'until later')).status).toBe(200)
  expect(await bob.journal()).toMatchObject([{ content: 'until later' }])
})

test('nobody gets at a journal by claiming to be its owner', async () => {
  const bob = await phoneWithJournal(BOB)
  const mallory = await DomainPhone.tcp(BOB, 'guess', port)
  phones.push(mallory)
  const type = 'application/sylk-api-token'
  expect((await mallory.ask('MESSAGE', `sip:${BOB}`, { 'Content-Type': type }, 'please')).status).toBe(407)
  const stranger = await DomainPhone.tcp('zoe@elsewhere.test', '', port)
  phones.push(stranger)
  const forged = { 'Content-Type': type, 'X-Sylk-From-Sip': 'yes', 'X-Sylk-App': 'webrtcgateway' }
  expect((await stranger.ask('MESSAGE', `sip:${BOB}`, forged, 'please')).status).toBe(403)
  expect(await bob.journal()).toEqual([])
})
