import { computed, signal } from '@preact/signals'
import type { Account } from '@weft/client/account'
import type { Party } from '@weft/client/call'
import { Conference, type ConferenceState, type InvitationStatus, type RoomActor } from '@weft/client/conference'
import type { Participant } from '@weft/client/conference-participant'
import type { Devices } from '../media/devices.ts'
import { nameOf } from '../words/people.ts'
import { BACK_AGAIN, muteNotice, refusal, YOU } from '../words/rooms.ts'
import type { OwnMedia } from './own-media.ts'
import { Rejoin } from './rejoin.ts'
import { RoomAnnouncer } from './room-announcer.ts'
import { RoomChat } from './room-chat.ts'
import { isPicture, RoomFiles } from './room-files.ts'
import { RoomMedia } from './room-media.ts'
import { RoomMember } from './room-member.ts'
import { Stage } from './stage.ts'

/** ms after one has joined, in which it is told who and what was there before. */
const SETTLED_MS = 1_000

/** How one stands with a room. `rejoining`: the connection was lost, and it is tried to come back. */
export type RoomState = ConferenceState | { readonly kind: 'rejoining' }

/**
 * A room that one is in, as the page shows it: signals for views to read. It outlives the connection: when that is lost and comes back, the room is joined
 * again with what is sent, said and shown. It owns the devices it uses and switches them off at the end.
 */
export class Room {
  /** `room@domain` */
  readonly uri: string
  readonly state = signal<RoomState>({ kind: 'joining' })
  /** The own room session. Another one after the connection was lost. */
  readonly session = signal('')
  /** The others. */
  readonly members = signal<readonly RoomMember[]>([])
  /** Room sessions of who is seen large by everybody. */
  readonly speakers = signal<readonly string[]>([])
  /** Room session of who is seen large here alone, in place of the others. */
  readonly pinned = signal<string | null>(null)
  /** Room sessions of who was chosen to be seen large, here or by everybody. */
  readonly chosen = computed<readonly string[]>(() => {
    const here = new Set([this.session.value, ...this.members.value.map(({ participant }) => participant.id)])
    const pinned = this.pinned.value
    const wanted = pinned !== null && here.has(pinned) ? [pinned] : this.speakers.value
    return wanted.filter((session) => here.has(session))
  })
  /** Room sessions of whose hands are up, first raised first. */
  readonly hands = signal<readonly string[]>([])
  readonly handUp = computed(() => this.hands.value.includes(this.session.value))
  /** What became of invitations, the latest of each address. */
  readonly invitations = signal<readonly InvitationStatus[]>([])
  /** Something that happened here because somebody else wanted it, in plain words. */
  readonly notice = signal<string | null>(null)
  /** What went wrong last without ending it, in plain words. */
  readonly problem = signal<string | null>(null)
  /** Whether pictures can be sent at all. */
  readonly hasPictures = signal(true)
  /** ms since the epoch: when the room came to be or, where nobody knows, when it was joined. */
  readonly since = signal<number | null>(null)
  readonly media: RoomMedia
  readonly chat: RoomChat
  readonly files: RoomFiles
  readonly announcer = new RoomAnnouncer()
  readonly stage = new Stage(this)
  /** Whoever joins. */
  readonly own: Party
  readonly #account: Account
  readonly #rejoin: Rejoin
  readonly #simulcast: boolean
  #conference: Conference
  #established = false
  /** Who and what is announced from now on has just come. */
  #settled = false
  #settling: ReturnType<typeof setTimeout> | undefined

  /**
   * @param media what is sent; it is closed when the room is over
   * @param simulcast whether pictures are sent in several sizes
   */
  constructor(account: Account, uri: string, media: OwnMedia, devices: Devices, simulcast: boolean) {
    this.#simulcast = simulcast
    this.uri = uri
    this.own = { uri: account.address, displayName: account.displayName }
    this.#account = account
    this.media = new RoomMedia(media, devices, (problem) => this.#report(problem))
    this.chat = new RoomChat(account.address, (sender) => this.#nameOfSender(sender))
    this.files = new RoomFiles()
    this.#rejoin = new Rejoin(account, {
      join: () => {
        this.#conference = this.#join()
      },
      giveUp: (end) => this.#over({ kind: 'terminated', end }),
    })
    this.#conference = this.#join()
  }

  /** What the SDK has of it, at the moment. */
  get conference(): Conference {
    return this.#conference
  }

  /** What somebody in this room is called, by room session; `""` when nobody knows. */
  nameOfSession(session: string): string {
    if (session === this.session.value) return YOU
    const member = this.members.value.find(({ participant }) => participant.id === session)
    return member === undefined ? '' : nameOf(member.participant)
  }

  leave(): void {
    this.#rejoin.close()
    if (this.state.value.kind === 'rejoining') this.#over({ kind: 'terminated', end: { kind: 'left', text: '' } })
    this.#conference.leave()
  }

  toggleMicrophone(): void {
    const on = !this.media.microphone.value
    // Whoever speaks again has seen why they did not.
    if (on) this.notice.value = null
    void this.media.setMicrophone(on)
  }

  /** Shows the screen, large for everybody where one may choose that, or no longer. */
  async toggleScreen(): Promise<void> {
    await this.media.toggleScreen()
    const { value: session } = this.session
    const large = this.speakers.value.includes(session)
    if (this.media.sharing.value === large) return
    const others = this.speakers.value.filter((speaker) => speaker !== session)
    // Only moderators may, in some rooms: the others can still enlarge it for themselves.
    this.#conference.setSpeakers(large ? others : [...others.slice(-1), session]).catch(() => undefined)
  }

  toggleHand(of?: string): void {
    this.#try(this.#conference.toggleHand(of))
  }

  muteAll(): void {
    this.#try(this.#conference.muteAll())
  }

  mute({ participant }: RoomMember): void {
    this.#try(this.#conference.muteParticipant(participant.id, true))
  }

  /** Asks somebody to speak who is muted, by whomever. */
  askToSpeak({ participant }: RoomMember): void {
    this.#try(this.#conference.muteParticipant(participant.id, false))
  }

  remove({ participant }: RoomMember): void {
    this.#try(this.#conference.remove([participant.id]))
  }

  /** Has everybody see somebody large, beside whoever was chosen before; or no longer. */
  toggleSpeaker(session: string): void {
    const others = this.speakers.value.filter((speaker) => speaker !== session)
    const wanted = others.length < this.speakers.value.length ? others : [...others.slice(-1), session]
    this.#try(this.#conference.setSpeakers(wanted))
  }

  /** Sees somebody large here alone, or no longer. */
  togglePin(session: string): void {
    this.pinned.value = this.pinned.value === session ? null : session
  }

  /** @param uris `user@domain` each */
  invite(uris: readonly string[]): void {
    this.#try(this.#conference.invite(uris))
  }

  dismissNotice(): void {
    this.notice.value = null
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  #join(): Conference {
    const conference = new Conference(this.#account, this.uri, this.media.tracks, { simulcast: this.#simulcast })
    this.session.value = conference.id
    clearTimeout(this.#settling)
    this.#settled = false
    this.#established = false
    this.media.use(conference)
    this.chat.use(conference.chat)
    this.files.use(conference.files)
    conference.on('state', (state) => this.#enter(conference, state))
    conference.files.on('added', (files) => {
      // Those of before belong to what was said before.
      if (this.#settled) for (const file of files) if (isPicture(file.name)) this.chat.showPicture(file)
    })
    conference.on('participant-joined', (participant) => this.#meet(participant))
    conference.on('participant-left', ({ id }) => this.#lose(id))
    conference.on('speakers', () => {
      this.speakers.value = conference.speakers
    })
    conference.on('hands', (hands) => this.#seeHands(hands))
    conference.on('mute-all', ({ by }) => this.#obey(true, by, true))
    conference.on('mute-request', ({ muted, by }) => this.#obey(muted, by, false))
    conference.on('invitation', (status) => {
      this.invitations.value = [...this.invitations.value.filter(({ uri }) => uri !== status.uri), status]
    })
    return conference
  }

  #enter(conference: Conference, state: ConferenceState): void {
    if (state.kind === 'terminated') {
      this.#end(state)
      return
    }
    const back = this.#rejoin.isTrying
    if (state.kind === 'accepted') {
      this.#rejoin.succeeded()
      this.since.value = conference.createdAt ?? this.since.value ?? Date.now()
      this.hasPictures.value = conference.roomMedia.video
      if (!this.hasPictures.value) this.media.giveUpPictures()
      if (back) this.notice.value = BACK_AGAIN
      this.#settling = setTimeout(() => {
        this.#settled = true
      }, SETTLED_MS)
    }
    if (state.kind === 'established') this.#established = true
    // While it is tried to come back, that is what people want to know.
    if (!back || state.kind === 'accepted' || state.kind === 'established') this.state.value = state
  }

  #end(state: ConferenceState & { readonly kind: 'terminated' }): void {
    for (const member of this.members.value) member.close()
    this.members.value = []
    this.speakers.value = []
    this.hands.value = []
    if (this.#rejoin.lost(state.end, this.#established)) {
      this.problem.value = null
      this.state.value = { kind: 'rejoining' }
    } else this.#over(state)
  }

  #over(state: RoomState): void {
    this.state.value = state
    clearTimeout(this.#settling)
    this.media.close()
    this.chat.close()
    this.files.close()
    this.announcer.close()
    this.stage.close()
    this.notice.value = null
    this.problem.value = null
  }

  #meet(participant: Participant): void {
    this.members.value = [...this.members.value, new RoomMember(participant)]
    if (this.#settled) this.announcer.come(nameOf(participant))
  }

  #lose(session: string): void {
    const member = this.members.value.find(({ participant }) => participant.id === session)
    if (member === undefined) return
    member.close()
    this.announcer.gone(nameOf(member.participant))
    this.members.value = this.members.value.filter((other) => other !== member)
    if (this.pinned.value === session) this.pinned.value = null
    // The room says so as well, unless it is of an older kind.
    this.hands.value = this.hands.value.filter((hand) => hand !== session)
  }

  #seeHands(hands: readonly string[]): void {
    for (const hand of hands)
      if (hand !== this.session.value && !this.hands.value.includes(hand)) this.announcer.raised(this.nameOfSession(hand))
    this.hands.value = hands
  }

  #obey(muted: boolean, by: RoomActor, everybody: boolean): void {
    if (muted) void this.media.setMicrophone(false)
    this.notice.value = muteNotice(muted, by === null ? '' : this.nameOfSession(by), everybody)
  }

  #nameOfSender(sender: Party): string {
    return sender.uri === this.own.uri ? nameOf(this.own) : nameOf(sender)
  }

  #try(asked: Promise<void>): void {
    this.problem.value = null
    asked.catch((error: unknown) => this.#report(refusal(error)))
  }

  #report(problem: string): void {
    if (this.state.value.kind !== 'terminated' && this.state.value.kind !== 'rejoining') this.problem.value = problem
  }
}
