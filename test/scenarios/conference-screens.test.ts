import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { type RunningWeft, startWeft } from './support/server.ts'

const ROOM = 'r1@weft.test'
const SCREEN = 'application/blink-screensharing'
const picture = (bytes: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes, 200)])

let weft: RunningWeft
let port: number
const phones: ChatPhone[] = []

beforeAll(async () => {
  port = await freePort()
  weft = await startWeft({
    'config.ini': { SIP: { local_udp_port: port }, MSRP: { use_tls: 'no' } },
    'weft.ini': { MSRP: { tcp_port: 0, tls_port: 'off' } },
  })
})
afterEach(() => {
  for (const phone of phones.splice(0)) phone.close()
})
afterAll(() => weft.stop())

async function member(user: string): Promise<ChatPhone> {
  const phone = await ChatPhone.at(port, user)
  phones.push(phone)
  await phone.join(ROOM)
  await phone.until(/^Welcome!/)
  return phone
}

const show = (phone: ChatPhone, image: Buffer) => phone.say(image.toString('base64'), { type: SCREEN })

test('[T11] who sends pictures of his screen is told of with a URL, where they are seen until he stops', async () => {
  const [alice, bob] = [await member('alice'), await member('bob')]
  const watcher = await ConferenceWatcher.at(port, 'bob@x.test')
  await watcher.subscribe()
  // As Blink does, which sends the next picture once the one before is reported on.
  expect([await show(alice, picture(700_000)), await show(alice, picture(800_000))]).toEqual(['000 200 OK', '000 200 OK'])
  const { content } = await bob.until(/is sharing the screen/)
  const [, url = ''] = /^Room r1@weft\.test - alice@x\.test is sharing the screen at (\S+)$/.exec(content) ?? []
  const urlOf = (info: Awaited<ReturnType<ConferenceWatcher['news']>>['info']) =>
    info.users?.find(({ entity }) => entity === 'sip:alice@x.test')?.screenImageUrl
  const { info } = await watcher.until((one) => typeof urlOf(one) === 'string')
  expect(urlOf(info)).toBe(url)
  const page = await fetch(`${url}&fit`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const [, path = ''] = /<img id="screen" src="([^"]+)"/.exec(await page.text()) ?? []
  const image = await fetch(new URL(path, url))
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  expect(Buffer.from(await image.arrayBuffer()).equals(picture(800_000))).toBe(true)
  await alice.leave()
  await bob.until('alice@x.test stopped sharing the screen')
  expect([(await fetch(url)).status, (await fetch(new URL(path, url))).status]).toEqual([404, 404])
  watcher.close()
})

test('[T11] only pictures are shown, and only those that there are', async () => {
  const alice = await member('alice')
  expect(await show(alice, Buffer.from('<script>alert(1)</script>'))).toBe('000 415 Not a JPEG image')
  expect(await show(alice, picture(2_100_000))).toBe('000 413 Image too large')
  const statusOf = async (path: string) => (await fetch(`${weft.url}/conference/${path}`)).status
  expect(await statusOf('r1@weft.test/screensharing')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.png')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.jpg&image=b.jpg')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.jpg')).toBe(404)
  expect(await statusOf('nowhere@weft.test/screensharing?image=a.jpg')).toBe(404)
  expect(await statusOf('r1@weft.test/screensharing_img/a.jpg')).toBe(404)
  expect(await statusOf('r1@weft.test/screensharing_img/..%2F..%2Fa.jpg')).toBe(404)
})
