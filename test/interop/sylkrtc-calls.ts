import type { Page } from 'playwright-core'
import { connectionMedia } from './peers/peer-connections.ts'
import type { SylkrtcPlace } from './sylkrtc-place.ts'
import { until } from './until.ts'

const PATIENCE = 15_000

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
    sylkrtc?: {
      createConnection(options: { server: string }): SylkConnection
      readonly utils: { sanatizeHtml(html: string): string }
    }
    account?: SylkAccount
    call?: SylkCall
    /** What happened, in order: states of the registration and of calls. */
    states?: string[]
  }
}

/** Has sylkrtc.js call a SIP phone and another sylkrtc.js, and be called; `passed` is told of each thing that works. Rejects with the first that does not. */
export async function exchangeCalls(
  { phone, address }: SylkrtcPlace,
  alice: Page,
  bob: Page,
  passed: (what: string) => void,
): Promise<void> {
  await alice.evaluate(dial, phone.address)
  await established(alice)
  await alice.evaluate(() => window.call?.terminate())
  await seen(alice, 'terminated')
  await phone.event('CALL_CLOSED')
  passed('calls a SIP phone with video, and hangs up')

  await forget(alice)
  await phone.dial(address('alice'))
  await established(alice)
  await phone.hangUp()
  await seen(alice, 'terminated')
  passed('is called by a SIP phone, which hangs up')

  await forget(alice)
  await alice.evaluate(dial, address('bob'))
  await established(alice)
  await established(bob)
  await alice.evaluate(() => window.call?.sendDtmf('5'))
  await bob.evaluate(() => window.call?.terminate())
  await seen(alice, 'terminated')
  passed('calls another sylkrtc.js with video')
}

/** Waits until the page has media both ways: packets of sound, and decoded pictures. */
async function established(page: Page): Promise<void> {
  await seen(page, 'established')
  await until('media both ways', PATIENCE, async () => {
    const media = (await connectionMedia(page)).at(-1)
    return media && media.receivedAudioPackets > 50 && media.sentAudioPackets > 50 && media.decodedFrames > 10
  })
}

/** Waits until the registration or a call was in that state. */
export async function seen(page: Page, state: string): Promise<void> {
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

/** Runs in the page: connects, registers, and answers every call with sound and picture. */
export function register(options: { server: string; account: string; password: string }): void {
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
