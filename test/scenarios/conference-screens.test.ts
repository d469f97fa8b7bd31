import type { ConferenceInfo } from '@weft/protocols/presence/conference-info'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { openHouse } from './support/conference-scene.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import { fastClock } from './support/fast-clock.ts'
import { describeSchemas, schemaFault } from './support/published-schema.ts'
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
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.end()
})
afterAll(() => weft.stop())

async function member(user: string, room = ROOM): Promise<ChatPhone> {
  const phone = await ChatPhone.at(port, user)
  phones.push(phone)
  await phone.join(room)
  await phone.until(/^Welcome!/)
  return phone
}

const show = (phone: ChatPhone, image: Buffer) => phone.say(image.toString('base64'), { type: SCREEN })

/** Where those who list the room see Alice's screen. */
const screenOf = ({ users }: ConferenceInfo) => users.find(({ entity }) => entity === 'sip:alice@x.test')?.screenImageUrl ?? null

test('[T11] who sends pictures of his screen is told of with a URL, where they are seen until he stops', async () => {
  const [alice, bob] = [await member('alice'), await member('bob')]
  const watcher = await ConferenceWatcher.at(port, 'bob@x.test')
  await watcher.subscribe()
  // As Blink does, which sends the next picture once the one before is reported on.
  expect([await show(alice, picture(700_000)), await show(alice, picture(800_000))]).toEqual(['000 200 OK', '000 200 OK'])
  const { content } = await bob.until(/is sharing the screen/)
  const [, url = ''] = /^Room r1@weft\.test - alice@x\.test is sharing the screen at (\S+)$/.exec(content) ?? []
  const { info } = await watcher.until((one) => screenOf(one) !== null)
  expect(screenOf(info)).toBe(url)
  const page = await fetch(`${url}&fit`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const [, path = ''] = /<img src="([^"]+)"/.exec(await page.text()) ?? []
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
  expect(await show(alice, picture(4_194_301))).toBe('000 413 Image too large')
  const statusOf = async (path: string) => (await fetch(`${weft.url}/conference/${path}`)).status
  expect(await statusOf('r1@weft.test/screensharing')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.png')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.jpg&image=b.jpg')).toBe(400)
  expect(await statusOf('r1@weft.test/screensharing?image=a.jpg')).toBe(404)
  expect(await statusOf('nowhere@weft.test/screensharing?image=a.jpg')).toBe(404)
  expect(await statusOf('r1@weft.test/screensharing_img/a.jpg')).toBe(404)
  expect(await statusOf('r1@weft.test/screensharing_img/..%2F..%2Fa.jpg')).toBe(404)
})

test('[T11] nobody is told the picture itself, and who comes later finds none in the history', async () => {
  const [alice, bob] = [await member('alice'), await member('bob')]
  expect(await show(alice, picture(100))).toBe('000 200 OK')
  await alice.say('look')
  await bob.until('look')
  const carol = await member('carol')
  await carol.until('look')
  const pictures = [...bob.heard, ...carol.heard].filter((content) => content.startsWith('/9j/'))
  expect(pictures).toEqual([])
})

test('[T11] a room may be called whatever it likes', async () => {
  const alice = await member('alice', 'r%2F1%23%3fb@weft.test')
  expect(await show(alice, picture(100))).toBe('000 200 OK')
  const { content } = await alice.until(/is sharing the screen/)
  const url = content.slice(content.lastIndexOf(' ') + 1)
  const page = await fetch(url)
  const [, path = ''] = /<img src="([^"]+)"/.exec(await page.text()) ?? []
  expect(Buffer.from(await (await fetch(new URL(path, url))).arrayBuffer()).equals(picture(100))).toBe(true)
})

test('[T11] a screen is not shown to one alone, and not too often', async () => {
  const [alice] = [await member('alice'), await member('bob')]
  const body = picture(100).toString('base64')
  expect(await alice.say(body, { type: SCREEN, to: '<sip:bob@x.test>' })).toBe('000 403 Screens are shown to all')
  // All at once, so that it does not matter how fast they are answered.
  const told = await Promise.all(Array.from({ length: 60 }, () => alice.say(body, { type: SCREEN })))
  expect(told.filter((status) => status === '000 200 OK').length).toBeGreaterThanOrEqual(20)
  expect(told).toContain('000 413 Too many pictures')
  // What else he says is another thing.
  expect(await alice.say('still here')).toBe('000 200 OK')
})

describeSchemas(['conference'], 'documents about screens', () => {
  test('[T11][N3] who sends no picture for ten seconds has stopped; those who list the room are told when he begins and stops', async () => {
    const clock = fastClock(20)
    const house = await openHouse({ clock, sip: { clock } })
    const [alice, bob] = [await house.member('alice'), await house.member('bob')]
    const watcher = await ConferenceWatcher.at(house.sip.udp, 'bob@x.test')
    await watcher.subscribe()
    const before = await watcher.news()
    expect(await show(alice, picture(100))).toBe('000 200 OK')
    const shown = await watcher.until((info) => screenOf(info) !== null)
    expect(screenOf(shown.info)).toMatch(/^\/conference\/r1@weft\.test\/screensharing\?image=alice@x\.test_[0-9a-f]{32}\.jpg$/)
    const stopped = await watcher.until((info) => screenOf(info) === null)
    expect([before, shown, stopped].map(({ info }) => info.version)).toEqual([1, 2, 3])
    expect(schemaFault('conference', shown.document)).toBeNull()
    await bob.until('alice@x.test stopped sharing the screen')
    watcher.close()
  })
})
