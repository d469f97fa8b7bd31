import type { Page } from 'playwright-core'
import { type Baresip, startBaresip } from './peers/baresip.ts'
import { startChromium } from './peers/chromium.ts'
import { startJanus } from './peers/janus.ts'
import { startKamailio } from './peers/kamailio.ts'
import { startWeft, type Weft } from './peers/weft.ts'
import { register, seen } from './sylkrtc-calls.ts'
import { type SylkrtcLibrary, serveSylkrtcPage } from './sylkrtc-page.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', dave: 'davepw', erin: 'erinpw' }

export type SylkrtcUser = keyof typeof USERS

/** Where the journeys are made: Weft with Janus and Kamailio, a SIP phone (carol's), and a browser that has the library. */
export interface SylkrtcPlace {
  readonly domain: string
  readonly weft: Weft
  readonly phone: Baresip
  /** Opens a page with the library, and registers. */
  logIn(user: SylkrtcUser): Promise<Page>
  /** `user@domain` */
  address(user: SylkrtcUser): string
  password(user: SylkrtcUser): string
  /** What the pages threw, or wrote to their consoles as errors. */
  errors(): readonly string[]
  stop(): Promise<void>
}

/** Starts all of it. Rejects, with nothing left behind, where a part does not start. */
export async function startSylkrtcPlace(library: SylkrtcLibrary): Promise<SylkrtcPlace> {
  const ends: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const kept = async <P extends { stop(): Promise<void> }>(starting: Promise<P>): Promise<P> => {
    const peer = await starting
    ends.push(() => peer.stop())
    return peer
  }
  try {
    const janus = await kept(startJanus())
    const kamailio = await kept(startKamailio({ domain: DOMAIN, users: USERS }))
    const weft = await kept(startWeft({ janus, proxy: kamailio }))
    const phone = await kept(
      startBaresip({ user: 'carol', password: USERS.carol, domain: DOMAIN, proxy: kamailio, video: 'vp8' }),
    )
    const { url } = await kept(serveSylkrtcPage(library))
    const browser = await startChromium()
    ends.push(() => browser.close())
    const errors: (readonly string[])[] = []
    const address = (user: SylkrtcUser) => `${user}@${DOMAIN}`
    return {
      ...{ domain: DOMAIN, weft, phone, address, stop },
      password: (user) => USERS[user],
      errors: () => errors.flat(),
      async logIn(user) {
        const opened = await browser.open(url)
        errors.push(opened.errors)
        await opened.page.evaluate(register, { server: weft.websocketUrl, account: address(user), password: USERS[user] })
        await seen(opened.page, 'registered')
        return opened.page
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
