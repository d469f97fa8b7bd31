import type { Account } from './account.ts'
import type { MediaFlags, Medium } from './call-media.ts'
import { ConferenceChat } from './conference-chat.ts'
import { type ConferenceEnd, endOf, readEnd } from './conference-end.ts'
import { ConferenceFiles } from './conference-files.ts'
import { ConferenceMedia } from './conference-media.ts'
import { Participant, type Publisher } from './conference-participant.ts'
import { ConferencePause } from './conference-pause.ts'
import type { Connection, RequestBody } from './connection.ts'
import { Emitter } from './emitter.ts'
import type { PeerConnection } from './platform.ts'
import { RequestFailure } from './request-failure.ts'
import type { RoomFrame } from './room-frame.ts'

/** The states in the order in which they may be passed through; it never goes back. */
const ORDER = ['joining', 'progress', 'accepted', 'established', 'terminated'] as const

export type ConferenceState =
  | { readonly kind: 'joining' } // on its way to the gateway
  | { readonly kind: 'progress' } // the gateway is asking the room
  | { readonly kind: 'accepted' } // in the room; sound and picture are on their way
  | { readonly kind: 'established' } // one's own sound and picture reach the room
  | { readonly kind: 'terminated'; readonly end: ConferenceEnd }

/** Room session of who did or asked something; null when the room did it itself. */
export type RoomActor = string | null

/** What has become of an invitation of one's own. */
export interface InvitationStatus {
  /** `user@domain` */
  readonly uri: string
  /** `progress`: devices are being told. `success`: has joined. `failed`: no device can be told. */
  readonly state: 'progress' | 'success' | 'failed'
  /** For a log or a "details" line. */
  readonly text: string
}

interface ConferenceEvents {
  state: ConferenceState
  'participant-joined': Participant
  'participant-left': Participant
  /** Who is seen large from now on: `Conference.speakers`. */
  speakers: { readonly by: RoomActor }
  /** Whose hands are up has changed: `Conference.hands`. */
  hands: readonly string[]
  /** Somebody else asks everybody to mute themselves. */
  'mute-all': { readonly by: RoomActor }
  /** Somebody asks this participant alone to mute, or to speak again. */
  'mute-request': { readonly muted: boolean; readonly by: RoomActor }
  invitation: InvitationStatus
}

export interface JoinOptions {
  /** Whether a room that is created by this has sound; true unless it is said. */
  readonly audio?: boolean
  /** Whether a room that is created by this has pictures; true unless it is said. */
  readonly video?: boolean
  /** Whether to ask for everybody's sound and picture at once; true unless it is said. Otherwise `Participant.attach` does. */
  readonly attach?: boolean
  /**
   * Whether the picture is sent in three sizes, of which everybody receives what `Participant.chooseSize` says; false unless it is said. For rooms in
   * VP8: of VP9, browsers make one stream of all sizes, and all of it goes to everybody.
   */
  readonly simulcast?: boolean
}

/** What is sent: a stream, or tracks of several. */
export type MediaSource = Pick<MediaStream, 'getTracks'> | readonly MediaStreamTrack[]

/**
 * One participation in a video room (sylkrtc-protocol.md §2.6, §2.7, §3.5). It ends by itself when the connection to the gateway is
 * lost. The streams and tracks that it is given stay the application's own: it stops them when it is over.
 */
export class Conference extends Emitter<ConferenceEvents> {
  /** The own room session: names this participant in everything that the room says. */
  readonly id: string
  /** Of whoever joined: `user@domain` */
  readonly account: string
  /** `room@domain` */
  readonly room: string
  readonly chat: ConferenceChat
  readonly files: ConferenceFiles
  readonly #connection: Connection
  readonly #media: ConferenceMedia
  readonly #pause: ConferencePause
  readonly #participants = new Map<string, Participant>()
  readonly #subscriptions: readonly (() => void)[]
  #state: ConferenceState = { kind: 'joining' }
  #speakers: readonly string[] = []
  #hands: readonly string[] = []
  #roomMedia: MediaFlags = { audio: true, video: true }
  readonly #attach: boolean
  #createdAt: number | null = null
  /** The gateway may know the room session. */
  #announced = false
  /** Answers and events are applied one after the other, in the order they came. */
  #steps: Promise<void> = Promise.resolve()

  /**
   * Joins a room, creating it when it is empty; needs no registration. How it goes, failures included, is told by `state` events,
   * none of them before this has returned.
   * @param room `room@domain`
   * @param source what to send; it may lack sound or picture, or both, which can be given later: `replaceTrack`
   */
  constructor(account: Account, room: string, source: MediaSource, options: JoinOptions = {}) {
    super()
    const { connection } = account
    this.id = connection.platform.uuid()
    this.room = room
    this.#connection = connection
    this.account = account.address
    this.#attach = options.attach ?? true
    this.chat = new ConferenceChat(connection, this.id)
    this.files = new ConferenceFiles(connection, room, this.id)
    this.#pause = new ConferencePause((on) =>
      this.#ask({ sylkrtc: 'videoroom-session-update', session: this.id, options: { ...on } }),
    )
    this.#media = new ConferenceMedia(connection.platform, {
      candidates: (candidates) =>
        // Without a refused candidate another path may be found; if none is, the peer connection says so.
        void this.#ask({ sylkrtc: 'videoroom-session-trickle', session: this.id, candidates: [...candidates] }).catch(
          () => undefined,
        ),
      broken: () => this.#finish({ kind: 'media', text: 'ICE failed' }, true),
    })
    this.#subscriptions = [
      connection.on('room', (event) => event.session === this.id && this.#take(event)),
      connection.on('state', ({ kind }) => {
        if (kind !== 'ready') this.#finish({ kind: 'connection-lost', text: 'the connection was lost' }, false)
      }),
      // Which it also is when the connection was lost, of which everybody is told in turn.
      account.on('state', ({ kind }) => kind === 'offline' && connection.state.kind === 'ready' && this.leave()),
    ]
    this.#next(() => this.#join('getTracks' in source ? source.getTracks() : source, options))
  }

  get state(): ConferenceState {
    return this.#state
  }

  /** The others, in the order they were announced. */
  get participants(): readonly Participant[] {
    return [...this.#participants.values()]
  }

  /** Room sessions of who is seen large, the own one perhaps among them; at most two. */
  get speakers(): readonly string[] {
    return this.#speakers
  }

  /** Room sessions of whose hands are up, first raised first, the own one perhaps among them. */
  get hands(): readonly string[] {
    return this.#hands
  }

  /** Which media the room has; known once it is `accepted`. */
  get roomMedia(): MediaFlags {
    return this.#roomMedia
  }

  /** When the room came to be, in ms since the epoch by this device's clock; null while it is not known. */
  get createdAt(): number | null {
    return this.#createdAt
  }

  /** What is sent, muted or not. */
  get sending(): MediaFlags {
    return this.#media.sending
  }

  /** The peer connection that sends, for what this class has no word for. */
  get peer(): PeerConnection {
    return this.#media.peer
  }

  /** Leaves, whatever the state. It is over at once; the gateway does the rest. */
  leave(): void {
    this.#finish({ kind: 'left', text: 'left here' }, true)
  }

  /** Stops or resumes sending sound or picture; the others get silence or black, and then nothing. Holds for tracks that come later, too. */
  mute(medium: Medium, muted: boolean): void {
    this.#media.mute(medium, muted)
    this.#pause.set(medium, muted)
  }

  isMuted(medium: Medium): boolean {
    return this.#media.isMuted(medium)
  }

  /** Sends another track from now on, a screen in place of the camera for instance, or none. Rejects with the browser's own error. */
  replaceTrack(medium: Medium, track: MediaStreamTrack | null): Promise<void> {
    return this.#media.replaceTrack(medium, track)
  }

  /** Chooses whom everybody sees large. @param sessions room sessions of at most two. Rejects with a RequestFailure. */
  setSpeakers(sessions: readonly string[]): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-configure', session: this.id, active_participants: [...sessions] })
  }

  /** Raises or lowers a hand. @param of whose room session; the own one unless it is said. Rejects with a RequestFailure. */
  toggleHand(of: string = this.id): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-toggle-hand', session: this.id, session_id: of })
  }

  /** Asks all others to mute themselves. Rejects with a RequestFailure. */
  muteAll(): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-mute-audio-participants', session: this.id })
  }

  /** Asks one participant to mute, or to speak again. Rejects with a RequestFailure. */
  muteParticipant(participant: string, muted: boolean): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-mute-participant', session: this.id, participant_id: participant, muted })
  }

  /** Takes participants out of the room. @param participants room sessions. Rejects with a RequestFailure. */
  remove(participants: readonly string[]): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-remove', session: this.id, participants: [...participants] })
  }

  /** Invites people; `invitation` tells what becomes of it. @param uris `user@domain` each. Rejects with a RequestFailure. */
  invite(uris: readonly string[]): Promise<void> {
    return this.#ask({ sylkrtc: 'videoroom-invite', session: this.id, participants: [...uris] })
  }

  /** Figures of the peer connection that sends (W3C webrtc-stats). */
  stats(): Promise<RTCStatsReport> {
    return this.#media.stats()
  }

  #ask(body: RequestBody): Promise<void> {
    if (this.#isOver()) return Promise.reject(new RequestFailure('refused', 'the room was left'))
    return this.#connection.request(body)
  }

  async #join(tracks: readonly MediaStreamTrack[], options: JoinOptions): Promise<void> {
    const { audio = true, video = true, simulcast = false } = options
    const sdp = await this.#media.offer(tracks, simulcast)
    if (this.#isOver()) return
    const { id: session, room: uri } = this
    const joined = this.#ask({ sylkrtc: 'videoroom-join', session, account: this.account, uri, sdp, audio, video })
    this.#announced = true
    this.#media.releaseCandidates()
    // What was refused before anything was told of it is not known there. The steps go on: `progress` comes before the ack.
    joined.catch((error: unknown) => {
      if (error instanceof RequestFailure && error.kind === 'refused') this.#announced = false
      this.#finish(endOf(error), true)
    })
  }

  #take(event: RoomFrame): void {
    // The end waits for nothing: a step before it may be about a peer connection that will never answer.
    if (event.event === 'session-state' && event.state === 'terminated') this.#finish(readEnd(event.reason), false)
    else this.#next(() => this.#apply(event))
  }

  async #apply(event: RoomFrame): Promise<void> {
    switch (event.event) {
      case 'session-state':
        if (event.state === 'accepted') {
          await this.#media.takeAnswer(event.sdp)
          this.#roomMedia = { audio: event.audio, video: event.video }
          this.#pause.open()
          // Older gateways do not say it.
          if (Number.isFinite(event.duration)) this.#createdAt = Date.now() - event.duration * 1000
        }
        if (event.state !== 'terminated') this.#advance(event.state)
        break
      case 'initial-publishers':
      case 'publishers-joined':
        for (const publisher of event.publishers) this.#meet(publisher)
        break
      case 'publishers-left':
        for (const id of event.publishers) this.#lose(id)
        break
      case 'configure':
        this.#speakers = event.active_participants
        this.emit('speakers', { by: actor(event.originator) })
        break
      case 'raised-hands':
        this.#hands = event.raised_hands
        this.emit('hands', this.#hands)
        break
      case 'mute-audio':
        if (event.originator !== this.id) this.emit('mute-all', { by: actor(event.originator) })
        break
      case 'mute-request':
        this.emit('mute-request', { muted: event.muted, by: actor(event.originator) })
        break
      case 'invite-status':
        this.emit('invitation', { uri: event.participant, state: event.state, text: `${event.code} ${event.reason}`.trim() })
        break
    }
  }

  #meet(publisher: Publisher): void {
    if (publisher.id === this.id || this.#participants.has(publisher.id)) return
    const participant = new Participant(this.#connection, this.id, publisher, this.#attach)
    this.#participants.set(publisher.id, participant)
    this.emit('participant-joined', participant)
  }

  #lose(id: string): void {
    const participant = this.#participants.get(id)
    if (participant === undefined) return
    this.#participants.delete(id)
    participant.close(true)
    this.emit('participant-left', participant)
  }

  /** Does one step after those before it; one that fails ends the participation. */
  #next(step: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#isOver()) return
      await step().catch((error: unknown) => this.#finish(endOf(error), true))
    })
  }

  #advance(kind: Exclude<ConferenceState['kind'], 'terminated'>): void {
    if (ORDER.indexOf(kind) <= ORDER.indexOf(this.#state.kind)) return
    this.#state = { kind }
    this.emit('state', this.#state)
  }

  #finish(end: ConferenceEnd, tellGateway: boolean): void {
    if (this.#isOver()) return
    this.#state = { kind: 'terminated', end }
    this.#pause.close()
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#media.close()
    this.chat.close()
    this.files.close()
    // The subscriptions of a participant end with its own participation.
    for (const participant of this.#participants.values()) participant.close(false)
    if (tellGateway && this.#announced) {
      this.#connection.request({ sylkrtc: 'videoroom-leave', session: this.id }).catch(() => undefined)
    }
    this.emit('state', this.#state)
  }

  #isOver(): boolean {
    return this.#state.kind === 'terminated'
  }
}

/** The room itself has a name of its own where a session is expected. */
const actor = (originator: string): RoomActor => (originator === 'videoroom' ? null : originator)
