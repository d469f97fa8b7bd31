import type { Page } from 'playwright-core'
import { hears } from './sylkrtc-messages.ts'
import { until } from './until.ts'

/** Several browsers encode and decode several pictures each, without a graphics card. */
const PATIENCE = 60_000
/** Pictures of one participant that count as seeing him. */
const SEEN = 20
const TEXT = 'What is said in the room ✓'
const FILE = { name: 'agenda.txt', text: 'one thing after the other' }

/** A page of sylkrtc.js that is registered, and the address of its account. */
export interface Guest {
  readonly page: Page
  readonly address: string
}

/** Who takes part: three from the beginning, and one who is invited. */
export interface Conference {
  readonly alice: Guest
  readonly bob: Guest
  readonly dave: Guest
  readonly invited: Guest
  /** `room@domain` */
  readonly room: string
  /** The web app's URL. */
  readonly base: string
}

interface Person {
  readonly identity: { readonly uri: string }
}

interface RoomParticipant extends Person {
  readonly publisherId: string
  attach(): void
  getReceivers(): readonly RTCRtpReceiver[]
}

/** The part of a conference of sylkrtc.js that is used. */
interface SylkConference {
  readonly id: string
  readonly participants: readonly RoomParticipant[]
  readonly sharedFiles: readonly { readonly filename: string; readonly filesize: number; readonly uploader: Person['identity'] }[]
  on(event: 'stateChanged', listener: (old: string, state: string) => void): void
  on(event: 'participantJoined' | 'participantLeft', listener: (participant: RoomParticipant) => void): void
  on(
    event: 'message',
    listener: (message: { readonly sender: Person['identity']; readonly content: string; readonly type: string }) => void,
  ): void
  on(
    event: 'composingIndication',
    listener: (composing: { readonly sender: Person['identity']; readonly state: string }) => void,
  ): void
  on(event: 'raisedHands', listener: (hands: { readonly raisedHands: readonly Person[] }) => void): void
  on(event: 'muteAudio', listener: (mute: { readonly originator: Person['identity'] }) => void): void
  on(
    event: 'roomConfigured',
    listener: (floor: { readonly originator: Person['identity']; readonly activeParticipants: readonly Person[] }) => void,
  ): void
  on(event: 'fileSharing', listener: (files: readonly { readonly filename: string; readonly filesize: number }[]) => void): void
  sendMessage(
    content: string,
    contentType: string,
  ): { on(event: 'stateChanged', listener: (old: string, state: string) => void): void }
  sendComposing(state: 'active' | 'idle'): void
  toggleHand(session?: string): void
  muteAudioParticipants(): void
  configureRoom(sessions: readonly string[]): void
  inviteParticipants(accounts: readonly string[]): void
  terminate(): void
}

interface SylkRooms {
  joinConference(room: string, options: { localStream: MediaStream }): SylkConference
  on(
    event: 'conferenceInvite',
    listener: (invitation: { readonly originator: Person['identity']; readonly room: string }) => void,
  ): void
}

declare global {
  interface Window {
    conference?: SylkConference
  }
}

/** Has sylkrtc.js hold a conference of three, and of four; `passed` is told of each thing that works. Rejects with the first that does not. */
export async function holdConference(conference: Conference, passed: (what: string) => void): Promise<void> {
  const { alice, bob, dave, invited, room, base } = conference
  const three = [alice, bob, dave]
  const sessions = new Map<Guest, string>()
  const enter = async (guest: Guest) => void sessions.set(guest, await join(guest, room))
  const sessionOf = (guest: Guest) => sessions.get(guest) ?? ''
  const urlFor = (guest: Guest) => `${base}filesharing/${room}/${sessionOf(guest)}/${FILE.name}`

  await Promise.all(three.map(enter))
  passed('joins a room with two others')
  await allSeeAll(three)
  passed('sees all others, and is seen by them')

  for (const [by, text] of [
    [alice, TEXT],
    [dave, 'and what is answered'],
  ] as const) {
    await by.page.evaluate(say, text)
    for (const other of without(three, by)) await hears(other.page, { event: 'room message', id: by.address, detail: text })
    await hears(by.page, { event: 'room message state', id: text, detail: 'delivered' })
    const times = await Promise.all(three.map((guest) => timesRead(guest, text)))
    if (times.some((count, at) => count !== (three[at] === by ? 0 : 1))) throw new Error(`read ${times} times: ${text}`)
  }
  passed('talks in the room, and sees what it says delivered')

  await bob.page.evaluate(() => window.conference?.sendComposing('active'))
  for (const { page } of [alice, dave]) await hears(page, { event: 'composing', id: bob.address, detail: 'active' })
  passed('sees that somebody is writing')

  await bob.page.evaluate(() => window.conference?.toggleHand())
  for (const { page } of three) await hears(page, { event: 'hands', detail: bob.address })
  await alice.page.evaluate((session) => window.conference?.toggleHand(session), sessionOf(bob))
  for (const { page } of three) await hears(page, { event: 'hands', detail: '' })
  passed('raises its hand, which another lowers')

  await alice.page.evaluate(() => window.conference?.muteAudioParticipants())
  for (const { page } of three) await hears(page, { event: 'mute all', id: alice.address })
  passed('asks all to be silent')

  for (const speakers of [[dave, bob], []]) {
    await alice.page.evaluate((chosen) => window.conference?.configureRoom(chosen), speakers.map(sessionOf))
    const detail = speakers.map(({ address }) => address).join()
    for (const { page } of three) await hears(page, { event: 'speakers', id: alice.address, detail })
  }
  passed('chooses who speaks, and nobody again')

  const status = await alice.page.evaluate(upload, [urlFor(alice), FILE.text] as const)
  if (status !== 200) throw new Error(`the upload of a file for the room: ${status}`)
  for (const { page } of three) await hears(page, { event: 'file', id: FILE.name, detail: String(FILE.text.length) })
  const got = await bob.page.evaluate(async (url) => (await fetch(url)).text(), urlFor(bob))
  if (got !== FILE.text) throw new Error(`what came of the file: ${got.slice(0, 200)}`)
  passed('shares a file, which another fetches')

  await invited.page.evaluate(expectInvitation)
  await alice.page.evaluate((account) => window.conference?.inviteParticipants([account]), invited.address)
  await hears(invited.page, { event: 'invitation', id: alice.address, detail: room })
  await enter(invited)
  for (const { page } of three) await hears(page, { event: 'joined', id: invited.address })
  await allSeeAll([...three, invited])
  passed('invites another, who comes and sees all')
  await knowsWhatWas(invited, alice)
  passed('reads what was said before it came, and has the files')

  await leave(bob)
  const rest = [alice, dave, invited]
  for (const { page } of rest) await hears(page, { event: 'left', id: bob.address })
  await allSeeAll(rest)
  passed('leaves, while the others go on')
  await enter(bob)
  await allSeeAll([...rest, bob])
  await knowsWhatWas(bob, alice)
  passed('comes back, later than all others')

  for (const guest of [...rest, bob]) await leave(guest)
  await until('the end of the room and its files', PATIENCE, async () => (await fetch(urlFor(alice))).status === 403)
  passed('leaves as the last one, and nothing is left of the room')
}

/** Resolves with the session in the room, once its own media are up. */
async function join({ page }: Guest, room: string): Promise<string> {
  await page.evaluate(takePart, room)
  await until('a session in the room', PATIENCE, () => page.evaluate(() => window.conference?.id))
  const session = await page.evaluate(() => window.conference?.id ?? '')
  await hears(page, { event: 'conference', id: session, detail: 'established' })
  return session
}

async function leave({ page }: Guest): Promise<void> {
  const session = await page.evaluate(() => {
    window.conference?.terminate()
    return window.conference?.id ?? ''
  })
  await hears(page, { event: 'conference', id: session, detail: 'terminated' })
}

/** Waits until each knows every other once, has pictures of them, and these go on coming. */
async function allSeeAll(guests: readonly Guest[]): Promise<void> {
  for (const guest of guests) {
    const others = without(guests, guest).map(({ address }) => address)
    const before = new Map(await guest.page.evaluate(decodedFrames))
    await until(`pictures of ${others.join()} at ${guest.address}`, PATIENCE, async () => {
      const now = await guest.page.evaluate(decodedFrames)
      const known = now.map(([address]) => address).sort()
      return known.join() === others.toSorted().join() && now.every(([other, count]) => count >= (before.get(other) ?? 0) + SEEN)
    }).catch(async (error) => {
      throw new Error(`${error.message}; decoded: ${JSON.stringify(await guest.page.evaluate(decodedFrames))}`)
    })
  }
}

/** How often that has been read in the room. */
function timesRead({ page }: Guest, text: string): Promise<number> {
  return page.evaluate(
    (wanted) => (window.heard ?? []).filter(({ event, detail }) => event === 'room message' && detail === wanted).length,
    text,
  )
}

/** Waits until who came late has the text and the file that are there. */
async function knowsWhatWas({ page }: Guest, by: Guest): Promise<void> {
  await hears(page, { event: 'room message', id: by.address, detail: TEXT })
  const [file] = await page.evaluate(() =>
    (window.conference?.sharedFiles ?? []).map(({ filename, filesize, uploader }) => `${filename} ${filesize} ${uploader.uri}`),
  )
  if (file !== `${FILE.name} ${FILE.text.length} ${by.address}`) throw new Error(`the files that are there: ${file}`)
}

function without(guests: readonly Guest[], one: Guest): readonly Guest[] {
  return guests.filter((guest) => guest !== one)
}

/** Runs in the page: joins, watches everybody, and notes what is told. */
async function takePart(room: string): Promise<void> {
  // What was told of an earlier time in the room does not count.
  window.heard = []
  const localStream = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 320, height: 180, frameRate: 15 },
  })
  const account = window.account as unknown as SylkRooms
  const conference = account.joinConference(room, { localStream })
  window.conference = conference
  const note = (event: string, id: string, detail = '') => window.heard?.push({ event, id, detail })
  const names = (people: readonly Person[]) => people.map(({ identity }) => identity.uri).join()
  conference.on('stateChanged', (_old, state) => {
    note('conference', conference.id, state)
    if (state === 'established') for (const participant of conference.participants) participant.attach()
  })
  conference.on('participantJoined', (participant) => {
    note('joined', participant.identity.uri)
    participant.attach()
  })
  conference.on('participantLeft', ({ identity }) => note('left', identity.uri))
  conference.on('message', ({ sender, content, type }) =>
    note(type === 'normal' ? 'room message' : `room ${type}`, sender.uri, content),
  )
  conference.on('composingIndication', ({ sender, state }) => note('composing', sender.uri, state))
  conference.on('raisedHands', ({ raisedHands }) => note('hands', '', names(raisedHands)))
  conference.on('muteAudio', ({ originator }) => note('mute all', originator.uri))
  conference.on('roomConfigured', ({ originator, activeParticipants }) =>
    note('speakers', originator.uri, names(activeParticipants)),
  )
  conference.on('fileSharing', (files) => {
    for (const { filename, filesize } of files) note('file', filename, String(filesize))
  })
}

/** Runs in the page. */
function say(text: string): void {
  const message = window.conference?.sendMessage(text, 'text/plain')
  message?.on('stateChanged', (_old, detail) => window.heard?.push({ event: 'room message state', id: text, detail }))
}

/** Runs in the page. */
function expectInvitation(): void {
  const heard = window.heard ?? []
  window.heard = heard
  const account = window.account as unknown as SylkRooms
  account.on('conferenceInvite', ({ originator, room }) => heard.push({ event: 'invitation', id: originator.uri, detail: room }))
}

/** Runs in the page; resolves with the status. */
async function upload([url, text]: readonly [string, string]): Promise<number> {
  const { status } = await fetch(url, { method: 'POST', body: text })
  return status
}

/** Runs in the page: of each participant, the address and the pictures so far. */
function decodedFrames(): Promise<(readonly [address: string, frames: number])[]> {
  const participants = window.conference?.participants ?? []
  return Promise.all(
    participants.map(async (participant) => {
      const reports = await Promise.all(participant.getReceivers().map((receiver) => receiver.getStats()))
      const rows = reports.flatMap((report) => [...report.values()])
      return [participant.identity.uri, rows.reduce((sum, row) => sum + (row.framesDecoded ?? 0), 0)] as const
    }),
  )
}
