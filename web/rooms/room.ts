import { computed, signal } from '@preact/signals'
import type { Party } from '@weft/client/call'
import type { Conference, ConferenceState, InvitationStatus, RoomActor } from '@weft/client/conference'
import type { Participant } from '@weft/client/conference-participant'
import type { Devices } from '../media/devices.ts'
import { nameOf } from '../words/people.ts'
import { muteNotice, refusal } from '../words/rooms.ts'
import { RoomChat } from './room-chat.ts'
import { RoomFiles } from './room-files.ts'
import { RoomMedia } from './room-media.ts'
import { RoomMember } from './room-member.ts'

/** A room that one is in, as the page shows it: signals for views to read. It owns the devices it uses and switches them off at the end. */
export class Room {
  readonly conference: Conference
  readonly state = signal<ConferenceState>({ kind: 'joining' })
  /** The others. */
  readonly members = signal<readonly RoomMember[]>([])
  /** Room sessions of who is seen large by everybody. */
  readonly speakers = signal<readonly string[]>([])
  /** Room session of who is seen large here alone, in place of the others. */
  readonly pinned = signal<string | null>(null)
  readonly large = computed<readonly string[]>(() => {
    const here = new Set([this.conference.id, ...this.members.value.map(({ participant }) => participant.id)])
    const wanted = this.pinned.value === null ? this.speakers.value : [this.pinned.value]
    return wanted.filter((session) => here.has(session))
  })
  /** Room sessions of whose hands are up, first raised first. */
  readonly hands = signal<readonly string[]>([])
  readonly handUp = computed(() => this.hands.value.includes(this.conference.id))
  /** What became of invitations, the latest of each address. */
  readonly invitations = signal<readonly InvitationStatus[]>([])
  /** Something that happened here because somebody else wanted it, in plain words. */
  readonly notice = signal<string | null>(null)
  /** What went wrong last without ending it, in plain words. */
  readonly problem = signal<string | null>(null)
  /** Whether pictures can be sent at all. */
  readonly hasPictures = signal(true)
  /** ms since the epoch */
  readonly joinedAt = signal<number | null>(null)
  readonly media: RoomMedia
  readonly chat: RoomChat
  readonly files: RoomFiles
  readonly #own: Party

  /**
   * @param own whoever joins
   * @param stream what was joined with
   */
  constructor(conference: Conference, own: Party, stream: MediaStream, devices: Devices) {
    this.conference = conference
    this.#own = own
    this.media = new RoomMedia(conference, stream, devices, (problem) => this.#report(problem))
    this.chat = new RoomChat(conference.chat, (sender) => this.#nameOfSender(sender))
    this.files = new RoomFiles(conference.files)
    conference.on('state', (state) => this.#enter(state))
    conference.on('participant-joined', (participant) => this.#meet(participant))
    conference.on('participant-left', ({ id }) => this.#lose(id))
    conference.on('speakers', () => {
      this.speakers.value = conference.speakers
    })
    conference.on('hands', (hands) => {
      this.hands.value = hands
    })
    conference.on('mute-all', ({ by }) => this.#obey(true, by, true))
    conference.on('mute-request', ({ muted, by }) => this.#obey(muted, by, false))
    conference.on('invitation', (status) => {
      this.invitations.value = [...this.invitations.value.filter(({ uri }) => uri !== status.uri), status]
    })
  }

  /** What somebody in this room is called, by room session; `""` when nobody knows. */
  nameOfSession(session: string): string {
    if (session === this.conference.id) return 'You'
    const member = this.members.value.find(({ participant }) => participant.id === session)
    return member === undefined ? '' : nameOf(member.participant)
  }

  toggleMicrophone(): void {
    this.media.setMicrophone(!this.media.microphone.value)
    // Whoever speaks again has seen why they did not.
    if (this.media.microphone.value) this.notice.value = null
  }

  toggleHand(of?: string): void {
    this.#try(this.conference.toggleHand(of))
  }

  muteAll(): void {
    this.#try(this.conference.muteAll())
  }

  muteMember({ participant, muted }: RoomMember): void {
    this.#try(this.conference.muteParticipant(participant.id, !muted.value))
  }

  remove({ participant }: RoomMember): void {
    this.#try(this.conference.remove([participant.id]))
  }

  /** Has everybody see somebody large, beside whoever was chosen before; or no longer. */
  toggleSpeaker(session: string): void {
    const others = this.speakers.value.filter((speaker) => speaker !== session)
    const wanted = others.length < this.speakers.value.length ? others : [...others.slice(-1), session]
    this.#try(this.conference.setSpeakers(wanted))
  }

  /** Sees somebody large here alone, or no longer. */
  togglePin(session: string): void {
    this.pinned.value = this.pinned.value === session ? null : session
  }

  /** @param uri `user@domain` */
  invite(uri: string): void {
    this.#try(this.conference.invite([uri]))
  }

  dismissNotice(): void {
    this.notice.value = null
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  #enter(state: ConferenceState): void {
    this.state.value = state
    if (state.kind === 'accepted') {
      this.joinedAt.value = Date.now()
      this.hasPictures.value = this.conference.roomMedia.video
      if (!this.hasPictures.value) this.media.giveUpPictures()
    }
    if (state.kind !== 'terminated') return
    this.media.close()
    this.chat.close()
    this.notice.value = null
    this.problem.value = null
  }

  #meet(participant: Participant): void {
    this.members.value = [...this.members.value, new RoomMember(participant)]
  }

  #lose(session: string): void {
    this.members.value = this.members.value.filter(({ participant }) => participant.id !== session)
    if (this.pinned.value === session) this.pinned.value = null
    // The room says so as well, unless it is of an older kind.
    this.hands.value = this.hands.value.filter((hand) => hand !== session)
  }

  #obey(muted: boolean, by: RoomActor, everybody: boolean): void {
    if (muted) this.media.setMicrophone(false)
    this.notice.value = muteNotice(muted, by === null ? '' : this.nameOfSession(by), everybody)
  }

  #nameOfSender(sender: Party): string {
    return sender.uri === this.#own.uri ? nameOf(this.#own) : nameOf(sender)
  }

  #try(asked: Promise<void>): void {
    this.problem.value = null
    asked.catch((error: unknown) => this.#report(refusal(error)))
  }

  #report(problem: string): void {
    if (this.state.value.kind !== 'terminated') this.problem.value = problem
  }
}
