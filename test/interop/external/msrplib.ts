// AG Projects' python3-msrplib in chat rooms: over TCP and TLS, connecting and being connected to; with files, and with a browser in the same room.
// What speaks SIP is ours.
// DIR has checkouts of AGProjects/python3-msrplib, python3-eventlib, python3-application and python3-gnutls. They run with Debian's python3-twisted,
// python3-greenlet, python3-zope.interface and libgnutls30. Tried with their revisions 5bd0696, 06370fd, d13e68f and d0fa84b.
import { appendFile, readFile } from 'node:fs/promises'
import { makeCertificate } from '../certificate.ts'
import { startChromium } from '../peers/chromium.ts'
import { startJanus } from '../peers/janus.ts'
import { startOwnDomain } from '../peers/own-domain.ts'
import { temporaryDirectory } from '../peers/process.ts'
import { freePort } from '../port.ts'
import { WebPhone } from '../web-phone.ts'
import { WebRoom } from '../web-room.ts'
import { chat } from './msrplib/chat-journey.ts'
import { exchangeFiles } from './msrplib/file-journey.ts'
import { MsrpLibrary } from './msrplib/library.ts'
import type { EndSettings } from './msrplib/library-end.ts'
import { Visitor } from './msrplib/visitor.ts'
import { meet } from './msrplib/web-journey.ts'

/** Of the web users; chat rooms are those of weft.test. */
const DOMAIN = 'web.test'
const USERS = { dora: 'dorapw' }
const ROOM = 'team'

const [checkouts] = process.argv.slice(2)
if (checkouts === undefined) throw new Error('the directory of python3-msrplib is missing')

const cleanUp: (() => Promise<unknown>)[] = []
try {
  await journey(checkouts)
  console.log('python3-msrplib: all well')
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const end of cleanUp.reverse()) await end()
}

async function journey(peer: string): Promise<void> {
  const { path: directory, remove } = await temporaryDirectory('msrplib')
  cleanUp.push(remove)
  const janus = await startJanus()
  cleanUp.push(() => janus.stop())
  const weft = await startOwnDomain({ domain: DOMAIN, users: USERS, tls: true, janus, ini: await settings() })
  cleanUp.push(() => weft.stop())
  const library = new MsrpLibrary(peer)
  cleanUp.push(() => library.stop())
  const make = async (name: string, settings: EndSettings) => {
    const visitor = await Visitor.make({ sipPort: weft.sipPort, library }, name, settings)
    cleanUp.push(() => visitor.close())
    return visitor
  }

  const { certificate, key } = await makeCertificate(directory)
  await appendFile(certificate, await readFile(key))
  const kinds = [null, certificate].flatMap((shown) => [
    { role: 'active' as const, certificate: shown, directory },
    { role: 'passive' as const, certificate: shown, directory },
  ])
  for (const kind of kinds) {
    const title = `${kind.certificate === null ? 'TCP' : 'TLS'}, ${kind.role}`
    const room = title.replace(', ', '-').toLowerCase()
    const journey = { room, make: (name: string) => make(name, kind), passed: (what: string) => passed(`${title}: ${what}`) }
    await chat(journey)
    await exchangeFiles(journey)
  }

  const visitors: Visitor[] = []
  for (const [place, kind] of kinds.entries()) {
    const visitor = await make(`Visitor${place}`, kind)
    await visitor.join(ROOM)
    await visitor.hear()
    visitors.push(visitor)
  }
  const browser = await startChromium()
  cleanUp.push(() => browser.close())
  const phone = await WebPhone.logIn(browser, weft.url, `dora@${DOMAIN}`, USERS.dora)
  await phone.registration('registered')
  await meet({ visitors, join: () => WebRoom.join(phone, ROOM), address: `dora@${DOMAIN}` }, passed)
}

function passed(what: string): void {
  console.log(`ok  ${what}`)
}

/** MSRP over both, with the rooms of weft.test as those of the videoconferences of the web users. */
async function settings() {
  return {
    'config.ini': { MSRP: { use_tls: 'no' } },
    'weft.ini': {
      MSRP: { tcp_port: await freePort(), tls_port: await freePort(), keepalive: 10 },
      Rooms: { conference_uri_rewrite: `videoconference.${DOMAIN}:weft.test` },
    },
  }
}
