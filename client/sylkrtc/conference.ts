import type { ConferenceState, Conference as SdkConference } from '../conference.ts'
import type { SentRoomMessage } from '../conference-chat.ts'
import type { ConferenceEnd } from '../conference-end.ts'
import type { Connection } from '../connection.ts'
import { EventEmitter } from './event-emitter.ts'
import { Identity } from './identity.ts'
import { LocalMedia } from './local-media.ts'
import { Message } from './message.ts'
import type { Owner } from './owner.ts'
import { Participant } from './participant.ts'
import { SharedFile } from './shared-file.ts'
import { Statistics } from './statistics.ts'

/** What Account.joinConference takes. `offerOptions` has no effect: a conference sends, and each participant is received apart. */
export interface ConferenceOptions {
  readonly pcConfig?: RTCConfiguration
  readonly localStream?: MediaStream
  /** Whether a room that is created by this has sound. */
  readonly audio?: boolean
  /** Whether a room that is created by this has pictures. */
  readonly video?: boolean
}

/** Somebody in a room: a participant, or oneself, who is none. */
export type Member = Pick<Participant, 'id' | 'publisherId' | 'identity' | 'streams'>

interface ConferenceEvents {
  localStreamAdded: [MediaStream]
  stateChanged: [old: string | null, state: string, data: { readonly reason?: string }]
  participantJoined: [Participant]
  participantLeft: [Participant]
  /** `originator` is `videoroom` where the room did it itself. */
  roomConfigured: [{ readonly originator: Identity | string; readonly activeParticipants: readonly Member[] }]
  fileSharing: [readonly SharedFile[]]
  message: [Message]
  sendingMessage: [Message]
  composingIndication: [{ readonly refresh: number; readonly sender: Identity; readonly state: 'active' | 'idle' }]
  muteAudio: [{ readonly originator: Identity | string }]
  raisedHands: [{ readonly raisedHands: readonly Member[] }]
}

/** The room's own name, where somebody is expected. */
const ROOM = 'videoroom'

/** A participation in a video room, as sylkrtc.js tells it. */
export class Conference extends EventEmitter<ConferenceEvents> {
  readonly #account: Owner
  readonly #conference: SdkConference
  readonly #configuration: RTCConfiguration | undefined
  readonly #participants = new Map<string, Participant>()
  /** Those who were there already: nobody is told that they joined. */
  readonly #first = new Set<string>()
  readonly #messages: Message[] = []
  readonly #local: LocalMedia
  readonly #statistics: Statistics
  readonly #unsubscribe: () => void
  #state: string | null = null

  constructor(
    account: Owner,
    connection: Connection,
    conference: SdkConference,
    stream: MediaStream,
    options: ConferenceOptions,
  ) {
    super()
    this.#account = account
    this.#conference = conference
    this.#configuration = options.pcConfig
    if (options.pcConfig !== undefined) conference.peer.setConfiguration(options.pcConfig)
    this.#local = new LocalMedia(
      (track) => conference.replaceTrack(track.kind === 'video' ? 'video' : 'audio', track),
      () => connection.platform.newMediaStream(),
    )
    this.#local.begin(stream)
    this.#statistics = new Statistics(() => this.#peers())
    this.#unsubscribe = connection.on('room', (event) => {
      if (event.session !== conference.id || event.event !== 'initial-publishers') return
      for (const { id } of event.publishers) this.#first.add(id)
    })
    this.#listen()
    queueMicrotask(() => this.emit('localStreamAdded', stream))
  }

  get account(): Owner {
    return this.#account
  }

  /** The own room session. */
  get id(): string {
    return this.#conference.id
  }

  /** As calls have it. */
  get direction(): 'outgoing' {
    return 'outgoing'
  }

  get state(): string | null {
    return this.#state
  }

  get localIdentity(): Identity {
    return this.#account.identity
  }

  /** The room. */
  get remoteIdentity(): Identity {
    return new Identity({ uri: this.#conference.room, displayName: '' })
  }

  get participants(): readonly Participant[] {
    return [...this.#participants.values()]
  }

  get activeParticipants(): readonly Member[] {
    return this.#members(this.#conference.speakers)
  }

  get raisedHands(): readonly Member[] {
    return this.#members(this.#conference.hands)
  }

  get sharedFiles(): readonly SharedFile[] {
    return this.#conference.files.list.map((file) => new SharedFile(file))
  }

  get messages(): readonly Message[] {
    return this.#messages
  }

  get supportsAudio(): boolean {
    return this.#conference.roomMedia.audio
  }

  get supportsVideo(): boolean {
    return this.#conference.roomMedia.video
  }

  get sharingScreen(): boolean {
    return this.#local.sharingScreen
  }

  get statistics(): Statistics {
    return this.#statistics
  }

  getLocalStreams(): MediaStream[] {
    return this.#local.streams
  }

  getRemoteStreams(): MediaStream[] {
    return this.participants.flatMap((participant) => participant.streams)
  }

  getSenders(): RTCRtpSender[] {
    return this.#conference.peer.getSenders()
  }

  getReceivers(): RTCRtpReceiver[] {
    return this.participants.flatMap((participant) => participant.getReceivers())
  }

  /** Leaves. */
  terminate(): void {
    this.#conference.leave()
  }

  /** Says something to everybody. @param message base64 unless the type is `text/…` */
  sendMessage(message: string, type: string): Message {
    const sent = this.#conference.chat.send(message, type)
    const parts = { id: sent.id, content: message, contentType: type, receiver: null, timestamp: new Date(), state: 'pending' }
    const told = new Message({ ...parts, sender: this.localIdentity })
    this.#messages.push(told)
    this.#follow(told, sent)
    this.emit('sendingMessage', told)
    return told
  }

  sendComposing(state: 'active' | 'idle'): void {
    this.#conference.chat.setComposing(state === 'active').catch(() => undefined)
  }

  /** Chooses whom everybody sees large. @param participants `publisherId` of at most two; `done` is called where it is refused */
  configureRoom(participants: readonly string[], done: ((error: Error) => void) | null = null): void {
    this.#conference.setSpeakers(participants).catch((error: Error) => done?.(error))
  }

  inviteParticipants(uris: readonly string[]): void {
    this.#conference.invite(uris).catch(() => undefined)
  }

  /** Asks everybody to mute themselves; whoever asks hears of it, too. */
  muteAudioParticipants(): void {
    this.#conference.muteAll().then(
      () => this.emit('muteAudio', { originator: this.localIdentity }),
      () => undefined,
    )
  }

  /** Raises or lowers a hand, the own one unless it is said whose. */
  toggleHand(participantSession?: string): void {
    this.#conference.toggleHand(participantSession).catch(() => undefined)
  }

  replaceTrack(
    oldTrack: MediaStreamTrack,
    newTrack: MediaStreamTrack,
    keep = false,
    done: ((replaced: boolean) => void) | null = null,
  ): void {
    this.#local.replace(oldTrack, newTrack, keep).then((replaced) => done?.(replaced))
  }

  startScreensharing(newTrack: MediaStreamTrack): void {
    void this.#local.startScreensharing(newTrack)
  }

  stopScreensharing(): void {
    void this.#local.stopScreensharing()
  }

  /** Sends the picture smaller. @param divider of its width and height */
  scaleLocalTrack(track: MediaStreamTrack, divider: number): void {
    const sender = this.getSenders().find((candidate) => candidate.track === track)
    const parameters = sender?.getParameters()
    if (sender === undefined || parameters === undefined) return
    for (const encoding of parameters.encodings) encoding.scaleResolutionDownBy = divider
    sender.setParameters(parameters).catch(() => undefined)
  }

  #listen(): void {
    const room = this.#conference
    room.on('state', (state) => this.#take(state))
    room.on('participant-joined', (joined) => {
      const participant = new Participant(joined, this.#configuration)
      this.#participants.set(joined.id, participant)
      if (!this.#first.delete(joined.id)) this.emit('participantJoined', participant)
    })
    room.on('participant-left', ({ id }) => {
      const participant = this.#participants.get(id)
      this.#participants.delete(id)
      if (participant !== undefined) this.emit('participantLeft', participant)
    })
    room.on('speakers', ({ by }) => {
      this.emit('roomConfigured', { originator: this.#identity(by), activeParticipants: this.activeParticipants })
    })
    room.on('hands', () => this.emit('raisedHands', { raisedHands: this.raisedHands }))
    room.on('mute-all', ({ by }) => this.emit('muteAudio', { originator: this.#identity(by) }))
    room.files.on('added', (files) =>
      this.emit(
        'fileSharing',
        files.map((file) => new SharedFile(file)),
      ),
    )
    room.chat.on('message', ({ sender, timestamp, ...said }) => {
      const parts = { ...said, receiver: null, state: 'received', timestamp: new Date(timestamp) }
      const message = new Message({ ...parts, sender: new Identity(sender) })
      this.#messages.push(message)
      this.emit('message', message)
    })
    room.chat.on('composing', ({ sender, active, refresh }) => {
      this.emit('composingIndication', { refresh, sender: new Identity(sender), state: active ? 'active' : 'idle' })
    })
  }

  #take(state: ConferenceState): void {
    if (state.kind === 'joining') return
    const old = this.#state
    this.#state = state.kind
    if (state.kind !== 'terminated') {
      this.emit('stateChanged', old, state.kind, {})
      return
    }
    this.#unsubscribe()
    this.#statistics.end()
    this.#local.end()
    this.emit('stateChanged', old, 'terminated', reasonOf(state.end))
  }

  #follow(message: Message, { delivered }: SentRoomMessage): void {
    delivered.then(
      () => message.advance('delivered'),
      () => message.advance('failed'),
    )
  }

  /** Whoever has left in between is not among them. */
  #members(sessions: readonly string[]): readonly Member[] {
    return sessions.flatMap((session) => {
      const member = session === this.id ? this.#self() : this.#participants.get(session)
      return member ?? []
    })
  }

  #self(): Member {
    return { id: this.id, publisherId: this.id, identity: this.localIdentity, streams: this.#local.streams }
  }

  #identity(session: string | null): Identity | string {
    return session === null ? ROOM : (this.#members([session])[0]?.identity ?? session)
  }

  *#peers() {
    yield [this.id, this.#conference.peer] as const
    for (const { id, peer } of this.#conference.participants) if (peer !== null) yield [id, peer] as const
  }
}

/** One who has left gets no reason. */
function reasonOf({ kind, text }: ConferenceEnd): { readonly reason?: string } {
  return kind === 'left' ? {} : { reason: text }
}
