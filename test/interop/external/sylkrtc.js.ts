// The real, unmodified sylkrtc.js in Chromium: registers, calls a SIP phone and another sylkrtc.js, is called, and ends calls from both sides; exchanges
// messages, receipts, keys and a file; holds a conference in a video room.
// DIR is a checkout of AGProjects/sylkrtc.js with its dependencies installed: `npm install` (openpgp 5 from npm does where its git dependency cannot
// be had) and `npm install --no-save events timers-browserify`, which browsers lack.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { startBaresip } from '../peers/baresip.ts'
import { startChromium } from '../peers/chromium.ts'
import { startJanus } from '../peers/janus.ts'
import { startKamailio } from '../peers/kamailio.ts'
import { connectionMedia } from '../peers/peer-connections.ts'
import { temporaryDirectory } from '../peers/process.ts'
import { startWeft } from '../peers/weft.ts'
import { holdConference } from '../sylkrtc-conference.ts'
import { transferFile } from '../sylkrtc-files.ts'
import { exchangeMessages } from '../sylkrtc-messages.ts'
import { until } from '../until.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dave: 'davepw', erin: 'erinpw' }
const PATIENCE = 15_000

/** The library's bundlers give it a `process`; timers-browserify defers with it. */
const PAGE = `<!doctype html><title>sylkrtc.js</title><link rel="icon" href="data:,">
<script>globalThis.process = { env: {}, nextTick: (task, ...details) => queueMicrotask(() => task(...details)) }</script>
<script type="module" src="./main.js"></script>`

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('the directory of sylkrtc.js is missing')

const cleanUp: (() => Promise<unknown>)[] = []
try {
  await journey(directory)
  console.log('sylkrtc.js: all well')
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  for (const end of cleanUp.reverse()) await end()
}

async function journey(peer: string): Promise<void> {
  const janus = await kept(startJanus())
  const kamailio = await kept(startKamailio({ domain: DOMAIN, users: USERS }))
  const weft = await kept(startWeft({ janus, proxy: kamailio }))
  const phone = await kept(startBaresip({ user: 'carol', password: USERS.carol, domain: DOMAIN, proxy: kamailio, video: 'vp8' }))
  const url = await servePage(peer)
  const browser = await startChromium()
  cleanUp.push(() => browser.close())
  const logIn = async (user: keyof typeof USERS) => {
    const { page, errors } = await browser.open(url)
    await page.evaluate(register, { server: weft.websocketUrl, account: `${user}@${DOMAIN}`, password: USERS[user] })
    await seen(page, 'registered')
    return { page, errors }
  }
  const alice = await logIn('alice')
  const bob = await logIn('bob')
  passed('registers')

  await alice.page.evaluate(dial, phone.address)
  await established(alice.page)
  await alice.page.evaluate(() => window.call?.terminate())
  await seen(alice.page, 'terminated')
  await phone.event('CALL_CLOSED')
  passed('calls a SIP phone with video, and hangs up')

  await forget(alice.page)
  await phone.dial(`alice@${DOMAIN}`)
  await established(alice.page)
  await phone.hangUp()
  await seen(alice.page, 'terminated')
  passed('is called by a SIP phone, which hangs up')

  await forget(alice.page)
  await alice.page.evaluate(dial, `bob@${DOMAIN}`)
  await established(alice.page)
  await established(bob.page)
  await alice.page.evaluate(() => window.call?.sendDtmf('5'))
  await bob.page.evaluate(() => window.call?.terminate())
  await seen(alice.page, 'terminated')
  passed('calls another sylkrtc.js with video')

  const other = await logIn('alice')
  const addresses = { alice: `alice@${DOMAIN}`, bob: `bob@${DOMAIN}` }
  const devices = { alice: alice.page, other: other.page, bob: bob.page, addresses }
  await exchangeMessages(devices, passed)
  await transferFile(devices, weft.url, passed)

  // The other device of alice's would decode nothing, and still take its share of the machine.
  await other.page.close()
  const [dave, erin] = [await logIn('dave'), await logIn('erin')]
  const guest = (user: keyof typeof USERS, { page }: { page: Page }) => ({ page, address: `${user}@${DOMAIN}` })
  await holdConference(
    {
      ...{ alice: guest('alice', alice), bob: guest('bob', bob), dave: guest('dave', dave), invited: guest('erin', erin) },
      ...{ room: `team@videoconference.${DOMAIN}`, base: weft.url },
    },
    passed,
  )

  const errors = [alice, other, bob, dave, erin].flatMap((page) => page.errors)
  if (errors.length > 0) throw new Error(`the page reported errors:\n${errors.join('\n')}`)
}

/** Waits until the page has media both ways: packets of sound, and decoded pictures. */
async function established(page: Page): Promise<void> {
  await seen(page, 'established')
  await until('media both ways', PATIENCE, async () => {
    const media = (await connectionMedia(page)).at(-1)
    return media && media.receivedAudioPackets > 50 && media.sentAudioPackets > 50 && media.decodedFrames > 10
  })
}

async function seen(page: Page, state: string): Promise<void> {
  await until(`${state} in ${await page.title()}`, PATIENCE, () =>
    page.evaluate((wanted) => window.states?.includes(wanted), state),
  ).catch(async (error) => {
    throw new Error(`${error.message}; seen: ${await page.evaluate(() => window.states?.join(' '))}`)
  })
}

function forget(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.states = []
  })
}

async function kept<P extends { stop(): Promise<void> }>(starting: Promise<P>): Promise<P> {
  const peer = await starting
  cleanUp.push(() => peer.stop())
  return peer
}

function passed(what: string): void {
  console.log(`ok  ${what}`)
}

/** Bundles the library as it is into a page of its own, outside the project, and serves it; resolves with the page's URL. */
async function servePage(peer: string): Promise<string> {
  const { path, remove } = await temporaryDirectory('sylkrtc')
  cleanUp.push(remove)
  await writeFile(join(path, 'index.html'), PAGE)
  await writeFile(
    join(path, 'main.js'),
    `import * as sylkrtc from ${JSON.stringify(join(peer, 'lib/sylkrtc.js'))}\nwindow.sylkrtc = sylkrtc\n`,
  )
  await build({
    root: path,
    base: './',
    logLevel: 'error',
    resolve: { alias: { timers: 'timers-browserify' } },
    define: { global: 'globalThis' },
    worker: { format: 'es' },
    build: { outDir: join(path, 'dist'), minify: false },
  })
  const server = fastify()
  server.register(fastifyStatic, { root: join(path, 'dist') })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  cleanUp.push(() => server.close())
  return address.replace('127.0.0.1', 'localhost')
}

/** The part of sylkrtc.js that is used. */
interface SylkEmitter {
  on(event: string, listener: (...details: string[]) => void): void
}
interface SylkCall extends SylkEmitter {
  answer(options: { localStream: MediaStream }): void
  terminate(): void
  sendDtmf(tones: string): void
}
interface SylkAccount extends SylkEmitter {
  register(): void
  call(uri: string, options: { localStream: MediaStream }): SylkCall
}
interface SylkConnection extends SylkEmitter {
  addAccount(
    options: { account: string; password: string; displayName: string },
    done: (error: Error | null, account: SylkAccount) => void,
  ): void
}

declare global {
  interface Window {
    sylkrtc?: { createConnection(options: { server: string }): SylkConnection }
    account?: SylkAccount
    call?: SylkCall
    /** What happened, in order: states of the registration and of calls. */
    states?: string[]
  }
}

/** Runs in the page: connects, registers, and answers every call with sound and picture. */
function register(options: { server: string; account: string; password: string }): void {
  const states: string[] = []
  window.states = states
  const note = (_old: string, state: string) => (window.states ?? states).push(state)
  const connection = window.sylkrtc?.createConnection({ server: options.server })
  connection?.on('stateChanged', (_old, state) => {
    if (state !== 'ready') return
    connection.addAccount(
      { account: options.account, password: options.password, displayName: options.account },
      (error, account) => {
        if (error) {
          states.push(error.message)
          return
        }
        window.account = account
        account.on('registrationStateChanged', note)
        account.on('incomingCall', (incoming) => {
          const call = incoming as unknown as SylkCall
          window.call = call
          call.on('stateChanged', note)
          navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then((localStream) => call.answer({ localStream }))
        })
        account.register()
      },
    )
  })
}

/** Runs in the page. */
async function dial(uri: string): Promise<void> {
  const localStream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
  const call = window.account?.call(uri, { localStream })
  window.call = call
  call?.on('stateChanged', (_old, state) => window.states?.push(state))
}
