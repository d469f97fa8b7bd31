import { basename } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { until } from './until.ts'
import type { WebPhone } from './web-phone.ts'

const PATIENCE = 15_000

/** What is sent into a room; `nothing`: one only listens. */
type JoinKind = 'video' | 'audio' | 'nothing'

/** A switch that is pressed while what it is about is off. */
async function switchTo(button: Locator, on: boolean): Promise<void> {
  await until('the devices', PATIENCE, async () => ((await button.isEnabled()) ? true : null))
  if ((await button.getAttribute('aria-pressed')) === String(on)) await button.click()
  await until('the devices', PATIENCE, async () => ((await button.getAttribute('aria-pressed')) === String(!on) ? true : null))
}

/** A video room in the web application, used as a person uses it. */
export class WebRoom {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** Joins a room on a page that is logged in; resolves when that is under way, whatever comes of it. @param room a name, or an address */
  static async join(phone: WebPhone, room: string, kind: JoinKind = 'video'): Promise<WebRoom> {
    const { page } = phone
    await phone.section('rooms')
    await page.getByTestId('room-uri').fill(room)
    await page.getByTestId('room-join').click()
    return WebRoom.enter(page, kind)
  }

  /** Waits for an invitation to a room, by its address, and joins that. */
  static async accept({ page }: WebPhone, room: string): Promise<WebRoom> {
    const banner = page.locator(`[data-testid="room-invitation"][data-room="${room}"]`)
    await banner.getByTestId('invite-join').click()
    return WebRoom.enter(page, 'video')
  }

  /** Opens the link of a room, and goes in as a guest of this name. */
  static async asGuest(page: Page, link: string, name: string, kind: JoinKind = 'video'): Promise<WebRoom> {
    await page.goto(link)
    await page.getByTestId('guest-name').fill(name)
    await page.getByTestId('guest-submit').click()
    return WebRoom.enter(page, kind)
  }

  /** Goes in from the door of a room, with microphone and camera, or less. */
  static async enter(page: Page, kind: JoinKind): Promise<WebRoom> {
    await page.getByTestId('lobby').waitFor()
    await switchTo(page.getByTestId('lobby-microphone'), kind !== 'nothing')
    await switchTo(page.getByTestId('lobby-camera'), kind === 'video')
    await page.getByTestId('lobby-join').click()
    await page.getByTestId('room-view').waitFor()
    return new WebRoom(page)
  }

  /** Waits for the room to be in this state. */
  async state(state: 'accepted' | 'established' | 'rejoining' | 'terminated'): Promise<void> {
    await this.page.locator(`[data-testid="room-state"][data-state="${state}"]`).waitFor()
  }

  /** The own room session. */
  async session(): Promise<string> {
    return (await this.page.getByTestId('room-self').getAttribute('data-session')) ?? ''
  }

  /** Addresses of the others, in the order they came. */
  async others(): Promise<readonly string[]> {
    const uris = this.page
      .getByTestId('room-participant')
      .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-uri')))
    return (await uris).map((uri) => uri ?? '')
  }

  /** Waits until exactly these are there as well, in any order. */
  async met(...uris: readonly string[]): Promise<void> {
    const wanted = [...uris].sort().join()
    await until(`${wanted || 'nobody'} in the room`, PATIENCE, async () =>
      [...(await this.others())].sort().join() === wanted ? true : null,
    )
  }

  /** Frames of each of the others that were shown so far, by address. */
  async shownFrames(): Promise<Readonly<Record<string, number>>> {
    const shown = this.page.getByTestId('room-participant').evaluateAll((tiles) =>
      tiles.map((tile) => {
        const video = tile.querySelector('video')
        return [tile.getAttribute('data-uri') ?? '', video?.getVideoPlaybackQuality().totalVideoFrames ?? 0] as const
      }),
    )
    return Object.fromEntries(await shown)
  }

  /** Waits until the picture of each of the others moves: `frames` more are shown than when this was called. */
  async seesAll(frames = 10): Promise<void> {
    const before = await this.shownFrames()
    await until('moving pictures of all others', PATIENCE, async () => {
      const now = Object.entries(await this.shownFrames())
      return now.length > 0 && now.every(([uri, count]) => count >= (before[uri] ?? 0) + frames) ? true : null
    })
  }

  /** What is shown of one of the others: whether there is a picture, and whether they are said to be muted. */
  async shown(uri: string): Promise<{ readonly picture: boolean; readonly muted: boolean }> {
    const tile = this.#tile(uri)
    const [picture, muted] = [await tile.getAttribute('data-picture'), await tile.getAttribute('data-muted')]
    return { picture: picture === 'true', muted: muted === 'true' }
  }

  /** Width in pixels in which the picture of one of the others comes. */
  pictureWidth(uri: string): Promise<number> {
    return this.#tile(uri)
      .locator('video')
      .evaluate((video: HTMLVideoElement) => video.videoWidth)
  }

  /** Sees oneself large, or no longer. */
  async pinOneself(): Promise<void> {
    const tile = this.page.getByTestId('room-self')
    await tile.hover()
    await tile.getByTestId('room-member-menu').click()
    await this.page.getByTestId('room-member-pin').filter({ visible: true }).click()
  }

  /** Everything that was said, in the order it is shown. */
  async lines(): Promise<readonly string[]> {
    await this.open('chat')
    return this.page.getByTestId('room-message-text').allTextContents()
  }

  /** Whether what this page sends as its picture is its screen. */
  sendsScreen(): Promise<boolean> {
    return this.page.evaluate(() =>
      (window.recordedPeerConnections ?? [])
        .flatMap((connection) => connection.getSenders())
        .some(({ track }) => track?.kind === 'video' && track.getSettings().displaySurface !== undefined),
    )
  }

  /** Room sessions of who is seen large. */
  async large(): Promise<readonly string[]> {
    const sessions = await this.page.getByTestId('room-stage').getAttribute('data-large')
    return (sessions ?? '').split(' ').filter(Boolean)
  }

  /** Does something about one of the others. */
  async about(uri: string, what: 'pin' | 'speaker' | 'mute' | 'hand' | 'remove'): Promise<void> {
    const tile = this.#tile(uri)
    await tile.hover()
    await tile.getByTestId('room-member-menu').click()
    await tile.getByTestId(`room-member-${what}`).click()
  }

  async click(testId: string): Promise<void> {
    await this.page.getByTestId(testId).first().click()
  }

  async leave(): Promise<void> {
    await this.click('room-leave')
  }

  async toggleHand(): Promise<void> {
    await this.click('room-hand')
  }

  /** Addresses of those of the others whose hands are up. */
  async handsUp(): Promise<readonly string[]> {
    const tiles = this.page.getByTestId('room-participant').filter({ has: this.page.getByTestId('room-tile-hand') })
    const uris = tiles.evaluateAll((found) => found.map((tile) => tile.getAttribute('data-uri') ?? ''))
    return uris
  }

  async muteAll(): Promise<void> {
    await this.open('people')
    await this.click('room-mute-all')
  }

  /** Whether the own microphone is on. */
  async microphone(): Promise<boolean> {
    return (await this.page.getByTestId('room-mute-mic').getAttribute('aria-pressed')) === 'false'
  }

  async invite(uri: string): Promise<void> {
    await this.open('people')
    await this.page.getByTestId('room-invite-uri').fill(uri)
    await this.click('room-invite')
  }

  /** Waits until this has become of an invitation; whoever has joined is `met`. */
  async invited(uri: string, state: 'progress' | 'failed'): Promise<void> {
    await this.open('people')
    await this.page.locator(`[data-testid="room-invited"][data-uri="${uri}"][data-state="${state}"]`).waitFor()
  }

  async say(text: string): Promise<void> {
    await this.open('chat')
    await this.page.getByTestId('room-chat-input').fill(text)
    await this.page.getByTestId('room-chat-input').press('Enter')
  }

  /** Waits for something that was said. */
  async heard(text: string, type: 'normal' | 'status' = 'normal'): Promise<void> {
    await this.open('chat')
    await this.page.locator(`[data-testid="room-message"][data-type="${type}"]`).filter({ hasText: text }).first().waitFor()
  }

  /** Writes something without sending it. */
  async write(text: string): Promise<void> {
    await this.open('chat')
    await this.page.getByTestId('room-chat-input').pressSequentially(text)
  }

  /** Waits until it is said who is writing, or that nobody is. */
  async isToldOfWriting(words: string | null): Promise<void> {
    await this.open('chat')
    const place = this.page.getByTestId('room-composing')
    await until(`"${words ?? ''}"`, PATIENCE, async () => (await place.textContent()) === (words ?? ''))
  }

  /** Waits for an image that was sent to be shown; resolves with its width in pixels. */
  async sawImage(): Promise<number> {
    await this.open('chat')
    const image = this.page.getByTestId('room-message').locator('img').first()
    return until('an image', PATIENCE, () => image.evaluate((one: HTMLImageElement) => one.naturalWidth))
  }

  /** Waits for something that was said, and by whom. */
  async heardFrom(name: string, text: string): Promise<void> {
    await this.open('chat')
    await this.page.locator('[data-testid="room-message"]').filter({ hasText: name }).filter({ hasText: text }).first().waitFor()
  }

  async share(path: string): Promise<void> {
    await this.open('files')
    await this.page.getByTestId('room-file-input').setInputFiles(path)
  }

  /** Waits for a file to be in the list, and fetches it. @param name that the room has given it; the uploader's own for the first of a name */
  async fetch(name: string): Promise<string> {
    await this.open('files')
    const link = this.page.locator(`[data-testid="room-file"][data-name="${basename(name)}"]`).getByTestId('room-file-link')
    const [download] = await Promise.all([this.page.waitForEvent('download', { timeout: PATIENCE }), link.click()])
    return download.path()
  }

  /** Brings up one of the three things beside the participants. */
  async open(pane: 'chat' | 'people' | 'files'): Promise<void> {
    const tab = this.page.getByTestId(`room-tab-${pane}`)
    if (!(await tab.isVisible())) await this.click('room-panel-toggle')
    await tab.click()
  }

  /** What is said to whoever is not in the room any more, and by what name of an end. */
  async over(): Promise<{ readonly end: string; readonly words: string }> {
    const place = this.page.getByTestId('room-over')
    const words = await place.getByRole('alert').textContent()
    return { end: (await place.getAttribute('data-end')) ?? '', words: words ?? '' }
  }

  #tile(uri: string): Locator {
    return this.page.locator(`[data-testid="room-participant"][data-uri="${uri}"]`)
  }
}
