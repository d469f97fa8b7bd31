// How large a room becomes before somebody in it sees too little. `node carried-room.ts` in a network of its own (test/interop/namespace); prints figures as JSON.
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { startChromium } from '../../interop/peers/chromium.ts'
import { startJanus } from '../../interop/peers/janus.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import type { Measurement } from '../measurement.ts'
import { cpuTimeBelow } from '../process-tree.ts'
import { cpuTime } from '../process-usage.ts'
import { installAttendees, TOO_LONG } from './browser-attendees.ts'

/** How many may come: a browser is not made for more. */
const MOST = 100
/** ms after which nobody comes any more. */
const DEADLINE = 150_000
/** ms that media get after somebody came, and ms of one look at them. */
const SETTLE = 2_000
const WINDOW = 4_000
/** Looks at a room of one size, of which one must be good. */
const LOOKS = 2
const PICTURE = { width: 160, height: 120, rate: 10 }
/** Of the pictures that are sent, what must be decoded of each that is watched. */
const ENOUGH = 0.5
/** Tabs that the participants share, each with threads of its own for media. */
const TABS = 2

/** µs of processor time so far. */
interface Spent {
  readonly weft: number
  readonly janus: number
  readonly browser: number
}

interface Look {
  readonly publishers: number
  readonly feeds: number
  readonly isCarried: boolean
  readonly spent: Spent
  readonly elapsed: number
}

/** Who watches whom: those who came up to `reach` before and after one another; and how many come between two looks. */
interface Crowd {
  readonly reach: number
  readonly step: number
}

await measure('real', { reach: 2, step: 8 })
await measure('real-mesh', { reach: Number.POSITIVE_INFINITY, step: 2 })

async function measure(variant: string, crowd: Crowd): Promise<void> {
  const janus = await startJanus()
  const weft = await startWeft({
    janus,
    proxy: { host: '127.0.0.1', port: 5060 },
    ini: {
      // What costs a browser least.
      'webrtcgateway.ini': { Janus: { video_codec: 'vp8' } },
      'weft.ini': { Limits: { requests_per_second: 0 }, Rooms: { max_publishers: 2 * MOST } },
    },
  })
  const browser = await startChromium()
  const spent = (): Spent => ({
    weft: cpuTime(weft.pid),
    janus: cpuTime(janus.pid),
    browser: cpuTimeBelow(process.pid, [weft.pid, janus.pid]),
  })
  try {
    const begin = spent()
    const tabs: Page[] = []
    for (let tab = 0; tab < TABS; tab++) {
      // There is no such page, but its origin is one that browsers give a camera to.
      const { page } = await browser.open(`${new URL('/nothing', weft.url)}`)
      const room = 'carried@videoconference.load.test'
      await page.evaluate(installAttendees, { ...PICTURE, server: weft.websocketUrl, room, tooLong: TOO_LONG })
      tabs.push(page)
    }
    const looks = await fill(tabs, crowd, spent)
    const carried = looks.findLast(({ isCarried }) => isCarried)
    if (!carried) throw new Error('not even the smallest room was carried')
    const last = looks.at(-1) ?? carried
    for (const measurement of summarise(variant, carried, last)) print(measurement)
    const whole = difference(begin, spent())
    print({ variant, metric: 'weft_cpu_share_with_joins_pct', value: weftShare(whole), unit: '%' })
  } finally {
    await browser.close()
    await weft.stop()
    await janus.stop()
  }
}

interface Attendee {
  readonly tab: Page
  readonly session: string
}

/** Has more and more come, until the room is not carried any more, or time is up. */
async function fill(tabs: readonly Page[], { reach, step }: Crowd, spent: () => Spent): Promise<readonly Look[]> {
  const deadline = performance.now() + DEADLINE
  const attendees: Attendee[] = []
  const looks: Look[] = []
  while (attendees.length < MOST && performance.now() < deadline) {
    for (let one = 0; one < step; one++) {
      const tab = tabs[attendees.length % tabs.length]
      const newcomer = tab && (await bring(tab, attendees.slice(-reach)))
      if (!newcomer) return looks
      attendees.push(newcomer)
    }
    let look = await lookAt(tabs, attendees.length, spent)
    for (let again = 1; again < LOOKS && !look.isCarried; again++) look = await lookAt(tabs, attendees.length, spent)
    looks.push(look)
    if (!look.isCarried) break
  }
  return looks
}

/** One more comes; he and the others watch one another. Null where that takes too long: nobody would wait for it. */
async function bring(tab: Page, others: readonly Attendee[]): Promise<Attendee | null> {
  try {
    const newcomer = { tab, session: await tab.evaluate(() => window.attendees?.attend() ?? '') }
    const pairs = others.flatMap((other) => [[newcomer, other] as const, [other, newcomer] as const])
    await Promise.all(
      pairs.map(([watcher, { session }]) =>
        watcher.tab.evaluate(([one, other]) => window.attendees?.watch(one, other), [watcher.session, session] as const),
      ),
    )
    return newcomer
  } catch (error) {
    if (error instanceof Error && error.message.includes(TOO_LONG)) return null
    throw error
  }
}

async function lookAt(tabs: readonly Page[], publishers: number, spent: () => Spent): Promise<Look> {
  const frames = async () => (await Promise.all(tabs.map((tab) => tab.evaluate(() => window.attendees?.frames() ?? [])))).flat()
  await pause(SETTLE)
  const [before, began, spentBefore] = [await frames(), performance.now(), spent()]
  await pause(WINDOW)
  const [after, elapsed, spentAfter] = [await frames(), performance.now() - began, spent()]
  const needed = PICTURE.rate * ENOUGH * (elapsed / 1000)
  const isCarried = after.every((count, feed) => count - (before[feed] ?? 0) >= needed)
  return { publishers, feeds: after.length, isCarried, spent: difference(spentBefore, spentAfter), elapsed }
}

function* summarise(variant: string, carried: Look, last: Look): Generator<Measurement> {
  const load = (cpu: number) => (cpu / 1000 / carried.elapsed) * 100
  yield { variant, metric: 'room_publishers_carried', value: carried.publishers, unit: '1' }
  yield { variant, metric: 'room_feeds_carried', value: carried.feeds, unit: '1' }
  yield { variant, metric: 'weft_cpu_share_pct', value: weftShare(carried.spent), unit: '%' }
  yield { variant, metric: 'weft_load_pct', value: load(carried.spent.weft), unit: '%' }
  yield { variant, metric: 'janus_load_pct', value: load(carried.spent.janus), unit: '%' }
  yield { variant, metric: 'generator_load_pct', value: load(carried.spent.browser), unit: '%' }
  // Where it was not the servers that had no time left, or where nobody more could come.
  const { weft, janus, browser } = last.spent
  yield { variant, metric: 'generator_bound', value: last.isCarried || browser > weft + janus ? 1 : 0, unit: 'flag' }
}

function weftShare({ weft, janus }: Spent): number {
  return (weft / (weft + janus)) * 100
}

function difference(before: Spent, after: Spent): Spent {
  return { weft: after.weft - before.weft, janus: after.janus - before.janus, browser: after.browser - before.browser }
}

function print(measurement: Measurement): void {
  console.log(JSON.stringify(measurement))
}
