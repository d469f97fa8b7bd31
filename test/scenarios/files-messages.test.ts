import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseRcsFtHttp } from '@weft/protocols/im/rcs-ft-http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SylkClient } from './support/client.ts'
import { MessageHouse } from './support/message-house.ts'
import { ALICE, accepted, BOB, eventually, ha1 } from './support/telephony.ts'

let house: MessageHouse
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(async () => {
  await house.leave()
  house.proxy.forget()
})
afterAll(() => house.close())

const upload = (id: string, name: string, sender = ALICE, receiver = BOB) =>
  fetch(`${house.telephony.weft.url}/webrtcgateway/filetransfer/${sender}/${receiver}/${id}/${name}`, {
    method: 'POST',
    body: 'hello',
    headers: { 'Content-Type': 'image/png' },
  })

test('[12.114] an upload tells the receiver, all devices of the sender, and the SIP devices of both', async () => {
  const [one, other] = [await house.device('alice'), await house.device('alice')]
  const bob = await house.device('bob')
  expect(await (await upload('t1', 'a.png')).text()).toBe('OK')
  const message = await bob.event('message')
  expect(message).toMatchObject({ message_id: 't1', content_type: 'application/sylk-file-transfer', sender: { uri: ALICE } })
  const content = String(message.content)
  const file = JSON.parse(content)
  expect(Object.keys(file).sort()).toEqual(
    ['filename', 'filesize', 'filetype', 'hash', 'receiver', 'sender', 'timestamp', 'transfer_id', 'until', 'url'].sort(),
  )
  expect(file).toMatchObject({ filename: 'a.png', filesize: 5, filetype: 'image/png', transfer_id: 't1' })
  expect(file).toMatchObject({ sender: { uri: ALICE, display_name: '' }, receiver: { uri: BOB, display_name: '' } })
  expect(await (await fetch(file.url)).text()).toBe('hello')
  for (const device of [one, other]) {
    const sync = await device.event('sync')
    expect(sync).toMatchObject({ type: 'message', action: 'add', content: { message_id: 't1', server_generated: true, content } })
  }
  const sent = [await house.proxy.next(), await house.proxy.next(), await house.proxy.next(), await house.proxy.next()]
  const of = (type: string, replicated: string | null) =>
    sent.find((one) => one.message?.contentType === type && one.field('X-Replicated-Message') === replicated)
  for (const replicated of [null, 'yes']) {
    const offer = of('application/vnd.gsma.rcs-ft-http+xml', replicated)
    expect(offer?.message?.id).toBe('t1')
    expect(offer?.request.uri).toBe(`sip:${replicated === null ? BOB : ALICE}`)
    expect(parseRcsFtHttp(offer?.message?.content ?? '')).toMatchObject([
      { name: 'a.png', size: 5, contentType: 'image/png', url: file.url, until: file.until, hash: file.hash },
    ])
    expect(of('text/plain', replicated)?.message?.content).toBe(`File transfer available at ${file.url} (5 bytes)`)
  }
})

test('[12.114] of an encrypted file nobody is sent a link who could not read it', async () => {
  const alice = await house.device('alice')
  expect((await upload('t2', 'a.png.asc')).status).toBe(200)
  await alice.event('sync')
  const types = [await house.proxy.next(), await house.proxy.next()].map(({ message }) => message?.contentType)
  expect(types).toEqual(['application/vnd.gsma.rcs-ft-http+xml', 'application/vnd.gsma.rcs-ft-http+xml'])
  await accepted(alice, 'account-message', {
    ...{ account: ALICE, uri: 'stranger@weft.test', message_id: 'after', timestamp: '2026-07-17T08:41:52Z' },
    ...{ content: 'x', content_type: 'text/plain' },
  })
  expect((await house.proxy.next()).message?.id).toBe('after')
})

test('[12.115] only who has proved that the account is his uploads in its name', async () => {
  expect((await upload('t3', 'a.png')).status).toBe(403)
  const guest = await house.kept(house.telephony.client('alice', { password: '0'.repeat(32) }))
  expect((await upload('t3', 'a.png')).status).toBe(403)
  await guest.request('account-register', { account: ALICE })
  await guest.event('registration-state', 'failed')
  expect((await upload('t3', 'a.png')).status).toBe(403)
  const alice = await house.device('alice')
  expect((await upload('t3', 'a.png', BOB, ALICE)).status).toBe(403)
  expect((await upload('t3', 'a.png')).status).toBe(200)
  await accepted(alice, 'account-remove', { account: ALICE })
  expect((await upload('t4', 'a.png')).status).toBe(403)
})

test('[12.115] behind a proxy that is believed, everybody is where the proxy says', async () => {
  const behind = await MessageHouse.open({ 'weft.ini': { Trust: { proxies: '127.0.0.1/32' } } })
  const { url } = behind.telephony.weft
  const client = await SylkClient.connect(url, { headers: { 'X-Forwarded-For': '2001:db8:1:2::7' } })
  await accepted(client, 'account-add', { account: ALICE, password: ha1('alice') })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  const from = async (address: string) => {
    const file = `${url}/webrtcgateway/filetransfer/${ALICE}/${BOB}/t1/a.png`
    return (await fetch(file, { method: 'POST', body: 'x', headers: { 'X-Forwarded-For': address } })).status
  }
  expect(await from('2001:db8:1:3::7')).toBe(403)
  expect(await from('127.0.0.1')).toBe(403)
  // Another address of the same client: systems change theirs while they go on (RFC 8981).
  expect(await from('2001:db8:1:2:abcd::1')).toBe(200)
  await client.close()
  await behind.close()
})

test('a file goes with its message when its sender takes that back, and not when its receiver removes it', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  await upload('t5', 'a.png')
  const { url } = JSON.parse(String((await bob.event('message')).content))
  await accepted(bob, 'account-remove-message', { account: BOB, contact: ALICE, message_id: 't5' })
  await bob.settled()
  expect((await fetch(url)).status).toBe(200)
  await upload('t6', 'b.png')
  const second = JSON.parse(String((await bob.event('message')).content))
  await accepted(alice, 'account-remove-message', { account: ALICE, contact: BOB, message_id: 't6' })
  await eventually('the file is gone', () => !filesOnDisk().includes('b.png'))
  expect((await fetch(second.url)).status).toBe(404)
})

test('a message that names a file, and was no upload, takes nothing away when it is removed', async () => {
  const [alice, bob] = [await house.device('alice'), await house.device('bob')]
  await upload('t7', 'c.png')
  const { url } = JSON.parse(String((await bob.event('message')).content))
  for (const id of ['../../../../t7', 't7', '..']) {
    await bob.request('account-message', {
      ...{ account: BOB, uri: ALICE, message_id: id, timestamp: '2026-07-17T08:41:52Z' },
      ...{ content: '{}', content_type: 'application/sylk-file-transfer' },
    })
    await accepted(bob, 'account-remove-message', { account: BOB, contact: ALICE, message_id: id })
  }
  await Promise.all([alice.settled(), bob.settled()])
  expect((await fetch(url)).status).toBe(200)
})

/** Names of all files that are kept. */
function filesOnDisk(): string[] {
  const directory = join(house.telephony.weft.directory, 'webrtcgateway', 'file_transfers')
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((path) => path.slice(path.lastIndexOf('/') + 1))
}
