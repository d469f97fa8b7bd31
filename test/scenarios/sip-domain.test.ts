import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { DomainPhone } from './support/domain-phone.ts'
import { type Ini, type RunningWeft, startWeft } from './support/server.ts'

const DOMAIN = 'weft.test'
const ALICE = `alice@${DOMAIN}`
const BOB = `bob@${DOMAIN}`
const PASSWORDS: Readonly<Record<string, string>> = { alice: 'wonderland', bob: 'builder' }

let directory: string
let port: number
let weft: RunningWeft
const phones: DomainPhone[] = []

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-domain-'))
  port = await freePort()
  users(PASSWORDS)
  weft = await startWeft(options())
})

afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close()
  await weft.stop()
  rmSync(directory, { recursive: true })
})

function options(): Ini {
  return {
    'config.ini': { SIP: { local_udp_port: port, local_tcp_port: port } },
    'weft.ini': {
      Registrar: { enabled: 'yes', domains: DOMAIN, users_file: join(directory, 'users') },
      Store: { path: join(directory, 'weft.db') },
    },
  }
}

function users(passwords: Readonly<Record<string, string>>): void {
  const line = ([user, password]: [string, string]) => {
    const ha1 = createHash('md5').update(`${user}:${DOMAIN}:${password}`).digest('hex')
    return `${user}:${DOMAIN}:${ha1}\n`
  }
  writeFileSync(join(directory, 'users'), Object.entries(passwords).map(line).join(''))
}

async function phone(user: string, transport: 'udp' | 'tcp' = 'udp'): Promise<DomainPhone> {
  const one = await DomainPhone[transport](`${user}@${DOMAIN}`, PASSWORDS[user] ?? '', port)
  phones.push(one)
  return one
}

test('a message goes from phone to phone, over whatever each of them registered', async () => {
  for (const transport of ['udp', 'tcp'] as const) {
    const [alice, bob] = [await phone('alice'), await phone('bob', transport)]
    expect((await bob.register()).status).toBe(200)
    const [answer, message] = await Promise.all([alice.message(BOB, 'hello'), bob.next()])
    expect(answer.status).toBe(200)
    expect(new TextDecoder().decode(message.body)).toBe('hello')
    expect(fieldOf(message, 'X-Sylk-From-Sip')).toBe('yes')
    expect(fieldOf(message, 'Proxy-Authorization')).toBeNull()
    expect((await bob.register({ Contact: '*', Expires: '0' })).status).toBe(200)
    expect((await alice.message(BOB, 'anybody there?')).status).toBe(480)
  }
})

test('who is registered stays so over a restart', async () => {
  const [alice, bob] = [await phone('alice'), await phone('bob')]
  await bob.register()
  await weft.stop()
  weft = await startWeft(options())
  const [answer, message] = await Promise.all([alice.message(BOB, 'still there?'), bob.next()])
  expect(answer.status).toBe(200)
  expect(new TextDecoder().decode(message.body)).toBe('still there?')
})

test('what Weft sends by itself reaches its own users without a password, however long it is', async () => {
  const alice = await phone('alice', 'tcp')
  await alice.register()
  for (const text of ['hello', 'h'.repeat(5000)]) {
    expect((await alice.message(`echo@${DOMAIN}`, text)).status).toBe(200)
    const echo = await alice.next()
    expect(fieldOf(echo, 'From')).toContain(`sip:echo@${DOMAIN}`)
    expect(new TextDecoder().decode(echo.body)).toContain(text)
    expect(fieldOf(echo, 'Proxy-Authorization')).toBeNull()
  }
})

test('a new user may register as soon as the configuration is read again', async () => {
  users({ ...PASSWORDS, carol: 'christmas' })
  weft.reload(options())
  const carol = await DomainPhone.udp(`carol@${DOMAIN}`, 'christmas', port)
  phones.push(carol)
  expect((await carol.register()).status).toBe(200)
})

test('neither passwords nor what stands for them are logged', async () => {
  const alice = await phone('alice')
  await alice.register()
  const mallory = await DomainPhone.udp(ALICE, 'looking glass', port)
  phones.push(mallory)
  expect((await mallory.register()).status).toBe(401)
  await weft.log.line('wrong SIP password')
  const ha1 = createHash('md5').update(`alice:${DOMAIN}:wonderland`).digest('hex')
  for (const secret of ['wonderland', 'looking glass', ha1, 'Digest']) expect(weft.log.text).not.toContain(secret)
})
