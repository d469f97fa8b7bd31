// What the real sylkrtc.js does in `npm run interop -- --peer sylkrtc.js`, done by the SDK's door: the same program, with another import.
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { exchangeCalls } from './sylkrtc-calls.ts'
import { holdConference } from './sylkrtc-conference.ts'
import { transferFile } from './sylkrtc-files.ts'
import { type Devices, exchangeKeys, exchangeMessages } from './sylkrtc-messages.ts'
import { type SylkrtcPlace, type SylkrtcUser, startSylkrtcPlace } from './sylkrtc-place.ts'

const DOOR = fileURLToPath(import.meta.resolve('@weft/client/sylkrtc'))

/** HTML, and what is left of it. */
const HARMFUL = [
  ['a<script>alert(1)</script>b', 'ab'],
  ['<img src=x onerror=alert(1)>', '<img>'],
  ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href=" java&#10;script:alert(1)">x</a>', '<a>x</a>'],
  ['<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', ''],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>', ''],
  ['<form action="https://weft.test/"><button>x</button></form>', ''],
  ['<p style="position:fixed" onclick="alert(1)" title="t">x</p>', '<p title="t">x</p>'],
  ['<iframe srcdoc="<script>alert(1)</script>"></iframe>', ''],
  ['<font color="red">x</font>', 'x'],
  ['<!-- <img src=x onerror=alert(1)> -->x', 'x'],
  ['<img src="data:image/svg+xml,<svg onload=alert(1)>">', '<img>'],
] as const

describeWith(['janus', 'kamailio', 'baresip', 'chromium'], 'an application of sylkrtc.js on the SDK', () => {
  let place: SylkrtcPlace
  let devices: Devices
  const done: string[] = []
  const passed = (what: string) => void done.push(what)

  beforeAll(async () => {
    place = await startSylkrtcPlace({ module: DOOR })
    const [alice, bob, other] = [await place.logIn('alice'), await place.logIn('bob'), await place.logIn('alice')]
    devices = { alice, bob, other, addresses: { alice: place.address('alice'), bob: place.address('bob') } }
  })
  afterAll(() => place.stop())

  test('calls, and is called', async () => {
    // Both devices of alice's would answer.
    await devices.other.close()
    await exchangeCalls(place, devices.alice, devices.bob, passed)
    devices = { ...devices, other: await place.logIn('alice') }
    expect(done.splice(0)).toHaveLength(3)
  })

  test('exchanges messages and receipts, and reads the journal', async () => {
    await exchangeMessages(devices, passed)
    expect(done.splice(0)).toHaveLength(5)
  })

  test('makes keys, writes encrypted, and sends an encrypted file', async () => {
    await exchangeKeys(devices, passed)
    await transferFile(devices, place.weft.url, passed)
    expect(done.splice(0)).toHaveLength(4)
  }, 120_000)

  test('takes out of HTML what could do harm, and leaves what people write', async () => {
    const clean = (html: string) => devices.alice.evaluate((text) => window.sylkrtc?.utils.sanatizeHtml(text), html)
    expect(await clean('<p>so <b>much</b> &lt;3 <a href="https://weft.test/">here</a></p>')).toBe(
      '<p>so <b>much</b> &lt;3 <a href="https://weft.test/">here</a></p>',
    )
    for (const [html, left] of HARMFUL) expect(await clean(html)).toBe(left)
  })

  test('holds a conference', async () => {
    await devices.other.close()
    const guest = async (user: SylkrtcUser, page?: Page) => ({
      page: page ?? (await place.logIn(user)),
      address: place.address(user),
    })
    await holdConference(
      {
        ...{ alice: await guest('alice', devices.alice), bob: await guest('bob', devices.bob) },
        ...{ dave: await guest('dave'), invited: await guest('erin') },
        ...{ room: `team@videoconference.${place.domain}`, base: place.weft.url },
      },
      passed,
    )
    expect(done.splice(0)).toHaveLength(13)
  }, 180_000)

  test('makes the page report no errors', () => {
    expect(place.errors()).toEqual([])
  })
})
