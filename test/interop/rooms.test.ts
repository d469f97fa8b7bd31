import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWith } from './needs.ts'
import { type Chromium, startChromium } from './peers/chromium.ts'
import { type Janus, startJanus } from './peers/janus.ts'
import { janusHandles } from './peers/janus-admin.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { temporaryDirectory } from './peers/process.ts'
import { until } from './until.ts'
import { WebPhone } from './web-phone.ts'
import { WebRoom } from './web-room.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dave: 'davepw' }
const ROOM = `team@videoconference.${DOMAIN}`
const PATIENCE = 20_000
const uri = (user: keyof typeof USERS) => `${user}@${DOMAIN}`

describeWith(['janus', 'chromium'], 'a video room in browsers', () => {
  let janus: Janus
  let weft: OwnDomain
  let browser: Chromium
  let spool: Awaited<ReturnType<typeof temporaryDirectory>>
  const pages: WebPhone[] = []

  beforeAll(async () => {
    spool = await temporaryDirectory('rooms')
    ;[janus, browser] = await Promise.all([startJanus(), startChromium()])
    const ini = { 'webrtcgateway.ini': { General: { filesharing_dir: spool.path } } }
    weft = await startOwnDomain({ domain: DOMAIN, users: USERS, janus, ini })
  })
  afterEach(async () => {
    for (const { page } of pages.splice(0)) await page.close()
    await until('nothing of the room is left in Janus', PATIENCE, async () => (await publishers()).length === 0)
    await until('nothing of the room is left on disk', PATIENCE, async () => filesLeft() === 0)
  })
  afterAll(async () => {
    await browser.close()
    await weft.stop()
    await janus.stop()
    await spool.remove()
  })

  async function logIn(user: keyof typeof USERS): Promise<WebPhone> {
    const phone = await WebPhone.logIn(browser, weft.url, uri(user), USERS[user])
    pages.push(phone)
    await phone.registration('registered')
    return phone
  }

  async function enter(user: keyof typeof USERS): Promise<WebRoom> {
    const room = await WebRoom.join(await logIn(user), 'team')
    await room.state('established')
    return room
  }

  /** Entries below the directory for files of rooms that are there. */
  function filesLeft(): number {
    const directory = join(spool.path, 'temporary')
    return existsSync(directory) ? readdirSync(directory).length : 0
  }

  /** What Janus has of the VideoRoom plugin that is in a room. */
  async function publishers() {
    const handles = await janusHandles(janus)
    return handles.filter(({ plugin, details }) => plugin === 'janus.plugin.videoroom' && details.type !== undefined)
  }

  /** bit/s that Janus holds the publisher of that account to. */
  async function bitrateOf(user: keyof typeof USERS): Promise<unknown> {
    return (await publishers()).find(({ details }) => details.type === 'publisher' && details.display === uri(user))?.details
      .bitrate
  }

  test('[12.67] four see each other move; who closes the tab is gone for all, and who comes late sees all', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    const carol = await enter('carol')
    await Promise.all([alice, bob, carol].map((room) => room.seesAll()))
    await carol.page.close()
    pages.splice(2, 1)
    await Promise.all([alice.met(uri('bob')), bob.met(uri('alice'))])
    const again = await enter('carol')
    const dave = await enter('dave')
    const all = [alice, bob, again, dave]
    await alice.met(uri('bob'), uri('carol'), uri('dave'))
    await Promise.all(all.map((room) => room.seesAll()))
    expect((await publishers()).filter(({ details }) => details.type === 'publisher')).toHaveLength(4)
  })

  test('[12.71] who is made a speaker gets the bit rate, in Janus as well', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    const carol = await enter('carol')
    await until('all share alike', PATIENCE, async () => (await bitrateOf('carol')) === 1_008_000)
    await alice.about(uri('bob'), 'speaker')
    await until('the speaker gets all', PATIENCE, async () => (await bitrateOf('bob')) === 2_016_000)
    expect([await bitrateOf('alice'), await bitrateOf('carol')]).toEqual([100_000, 100_000])
    expect(await carol.large()).toEqual([await bob.session()])
    await bob.leave()
    await until('those who stay share alike', PATIENCE, async () => (await bitrateOf('alice')) === 2_016_000)
  })

  test('chat, hands, mutes, files and invitations work between tabs', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    await alice.say('hello all')
    await bob.heard('hello all')
    await bob.toggleHand()
    await until('the hand is seen', PATIENCE, async () => (await alice.handsUp()).includes(uri('bob')))
    await alice.muteAll()
    await until('it is muted', PATIENCE, async () => !(await bob.microphone()))
    const path = join(spool.path, 'notes.txt')
    await writeFile(path, 'what we said')
    await alice.share(path)
    expect(await readFile(await bob.fetch('notes.txt'), 'utf8')).toBe('what we said')
    await bob.heard('has uploaded file notes.txt', 'status')
    const dave = await logIn('dave')
    await alice.invite(uri('dave'))
    const invited = await WebRoom.accept(dave, ROOM)
    await invited.state('established')
    await alice.met(uri('bob'), uri('dave'))
    await invited.heard('hello all')
    await alice.about(uri('dave'), 'remove')
    expect((await invited.over()).end).toBe('removed')
  })

  test('a shared screen takes the place of the camera, and gives it back', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    await bob.seesAll()
    await alice.click('room-share-screen')
    await until('the screen is sent', PATIENCE, () => alice.sendsScreen())
    await bob.seesAll()
    await alice.click('room-share-screen')
    await until('the camera is sent', PATIENCE, async () => !(await alice.sendsScreen()))
    await bob.seesAll()
  })

  test('when Janus is killed everybody is told, and joining again works', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    await janus.kill()
    for (const room of [alice, bob]) {
      await room.state('terminated')
      expect((await room.over()).words).not.toBe('')
    }
    await janus.restart()
    for (const { page } of pages.splice(0)) await page.close()
    await until(
      'Janus is back',
      PATIENCE,
      async () => weft.output().lastIndexOf('connected to Janus') > weft.output().lastIndexOf('no connection to Janus'),
    )
    const again = await enter('alice')
    const other = await enter('bob')
    await Promise.all([again.seesAll(), other.seesAll()])
  })
})
