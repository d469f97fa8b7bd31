import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import type { MediaRoom, PublicationEvent, VideoRooms } from '../../ports/video-rooms.ts'
import type { Chatrooms } from '../chatroom/chatroom.ts'
import { accountKey } from '../devices.ts'
import { Failure } from '../failure.ts'
import { bitrateOf } from './bitrate-policy.ts'
import { ChatShares } from './files/chat-shares.ts'
import type { FileRoom } from './files/file-room.ts'
import type { RoomFiles } from './files/room-files.ts'
import { Floor } from './floor.ts'
import type { Invitation, Invitations } from './invitations.ts'
import { type Entrant, Member } from './member.ts'
import { Moderation } from './moderation.ts'
import type { RoomRecording } from './recording-log.ts'
import type { RoomEvent, SharedFile } from './room-event.ts'
import type { RoomSettings } from './room-settings.ts'

export interface RoomDetails {
  /** As its first participant wrote it. */
  readonly address: string
  readonly audio: boolean
  readonly video: boolean
  readonly settings: RoomSettings
}

export interface RoomNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly media: VideoRooms
  readonly chatrooms: Chatrooms
  /** Address of the chat that belongs to the room. */
  readonly chatroom: string
  readonly invitations: Invitations
  readonly files: RoomFiles
  /** Null where nothing is recorded. */
  readonly recording: RoomRecording | null
  /** That session is free again. */
  gone(session: string): void
  /** The last one has gone. Called once; the room has no members any more. */
  over(): void
}

/** Sessions that took part and are remembered, oldest forgotten first: they may still fetch files. */
const MOST_SEEN = 10_000
/** ms for which the answer to an offer is waited for. Janus takes some milliseconds. */
const ANSWER_PATIENCE = 15_000
/** Whoever was invited is reported to the inviter once he comes. */
const MOST_INVITED = 1_000

/**
 * One video room: the only owner of what is true in it. Whoever takes part is added, announced and removed in one go, so that everybody always knows
 * everybody else, however joins, leaves and drops interleave (sylkrtc-protocol §3.5, §11 R5-R8).
 */
export class Room implements FileRoom {
  readonly address: string
  readonly files: RoomFiles
  readonly #details: RoomDetails
  readonly #needs: RoomNeeds
  readonly #openedAt: number
  readonly #media: Promise<MediaRoom>
  /** In the order they came. */
  readonly #members = new Map<string, Member>()
  readonly #joining = new Set<Member>()
  readonly #floor = new Floor()
  readonly #moderation: Moderation
  readonly #shares: ChatShares
  readonly #seen = new Set<string>()
  /** Who has invited whom, by account. */
  readonly #invited = new Map<string, Member>()
  #isFirst = true
  #closing: Promise<void> | null = null

  constructor(details: RoomDetails, needs: RoomNeeds) {
    this.address = details.address
    this.files = needs.files
    this.#shares = new ChatShares(needs.files, (file) => this.#tellAll({ kind: 'files', files: [file] }))
    this.#moderation = new Moderation(details.settings.moderators)
    this.#details = details
    this.#needs = needs
    this.#openedAt = needs.clock.now()
    this.#media = this.#open()
    // Whoever joins waits for it; nobody may be left by then.
    this.#media.catch(() => {})
    needs.log.info('room begins', { room: this.address, audio: details.audio, video: details.video })
  }

  get isFull(): boolean {
    return this.#members.size + this.#joining.size >= this.#details.settings.maxPublishers
  }

  get size(): number {
    return this.#members.size + this.#joining.size
  }

  /**
   * Takes somebody in; resolves when the backend has taken the offer, and whoever comes in is told so later. Rejects with Refusal, and has then
   * forgotten about it.
   */
  async join(entrant: Entrant, sdp: string): Promise<Member> {
    const member = new Member(entrant, this.#needs.clock)
    this.#joining.add(member)
    member.tell({ kind: 'progress' })
    try {
      const media = await this.#media
      const { session, device } = entrant
      const recordAs = this.#needs.recording?.nameFor(session, device.party) ?? null
      const request = { sdp, display: device.party.uri, recordAs }
      await member.publish(media, request, (event) => this.#take(member, event))
      this.#needs.clock.after(ANSWER_PATIENCE, () => entrant.enqueue(() => this.#giveUp(member)))
      return member
    } catch (refusal) {
      this.#forget(member)
      throw refusal
    }
  }

  leave(member: Member): void {
    this.#remove(member, null)
  }

  /** Takes somebody out who did not want it. */
  expel(member: Member, reason: string): void {
    this.#remove(member, reason)
  }

  // What participants ask for

  /** Whom everybody sees large. */
  chooseSpeakers(by: Member, sessions: readonly string[]): void {
    this.#moderation.mustAllow(by.entrant)
    this.#mustKnow(sessions)
    this.#floor.choose(sessions)
    this.#tellAll({ kind: 'speakers', originator: by.session, sessions })
    this.#shareBitrate()
  }

  toggleHand(by: Member, session: string): void {
    this.#mustKnow([session])
    if (session !== by.session) this.#moderation.mustAllow(by.entrant)
    this.#floor.toggleHand(session)
    this.#tellAll({ kind: 'hands', sessions: this.#floor.hands })
  }

  muteAll(by: Member): void {
    this.#moderation.mustAllow(by.entrant)
    this.#tellAll({ kind: 'mute-all', originator: by.session })
  }

  /** Asks a participant to be silent, or to speak again. A room with moderators takes the sound from who does not follow. Rejects with Refusal. */
  async mute(by: Member, session: string, muted: boolean): Promise<void> {
    this.#moderation.mustAllow(by.entrant)
    const [member] = this.#mustKnow([session])
    if (!member) return
    if (this.#moderation.silences) {
      this.#moderation.remember(member.participant.party.uri, muted)
      await member.silence(muted)
    }
    // He may have left meanwhile: the others were told, and nothing must follow.
    if (member.isGone) return
    member.muted = muted
    member.tell({ kind: 'mute-request', originator: by.session, muted })
    this.#tellAll({ kind: 'muted', session, muted })
  }

  remove(by: Member, sessions: readonly string[]): void {
    this.#moderation.mustAllow(by.entrant)
    const members = this.#mustKnow(sessions)
    this.#needs.log.info('participants removed', { room: this.address, count: members.length, by: by.participant.party.uri })
    // Clients match on exactly this word.
    for (const member of members) this.expel(member, 'kicked')
  }

  /** Begins to see another one. Rejects with Refusal. */
  async attach(member: Member, feed: string, publisher: string): Promise<void> {
    const seen = this.#members.get(publisher) ?? [...this.#joining].find(({ session }) => session === publisher)
    if (!seen) throw new Failure('publisher-unknown', publisher)
    await member.attach(feed, seen, await this.#media)
  }

  invite(by: Member, accounts: readonly string[]): void {
    const { invitations } = this.#needs
    // However many ways there are to spell one of them.
    const different = new Map(accounts.map((account) => [accountKey(account), account]))
    const { party, clientAddress } = by.entrant.device
    if (!invitations.mayInvite(by.session, clientAddress, different.size)) throw new Failure('too-many-invitations')
    const callId = invitations.newCallId()
    for (const account of different.values()) void this.#invite(account, { inviter: party, from: clientAddress, callId }, by)
  }

  // Files

  member(session: string): SipParty | null {
    return this.#members.get(session)?.participant.party ?? null
  }

  hasSeen(session: string): boolean {
    return this.#seen.has(session)
  }

  shared(file: SharedFile): void {
    this.#tellAll({ kind: 'files', files: [file] })
    this.#shares.uploaded(file, this.#members.get(file.session)?.chat ?? null)
  }

  /** Resolves when nothing of the room is left, in the backend or on disk. Only after the last one has left. */
  async closed(): Promise<void> {
    await this.#closing
  }

  async #open(): Promise<MediaRoom> {
    const { recording, media, files } = this.#needs
    const { settings, audio, video } = this.#details
    await files.load()
    this.#shares.found()
    return media.open({
      ...{ audio, video, maxPublishers: settings.maxPublishers },
      ...{ maxBitrate: settings.maxBitrate, videoCodec: settings.videoCodec },
      recordIn: (await recording?.begin()) ?? null,
    })
  }

  /** Who is still waiting for an answer gets none any more: clients wait for `accepted` or the end. */
  #giveUp(member: Member): void {
    if (this.#joining.has(member)) this.#remove(member, new Failure('backend-timeout').text)
  }

  #take(member: Member, event: PublicationEvent): void {
    if (event.kind === 'answered') this.#arrive(member, event.sdp, event.feed)
    else if (event.kind === 'media-up') member.tell({ kind: 'established' })
    else this.#remove(member, event.reason)
  }

  /** From here on everybody knows the newcomer, and the newcomer everybody: nothing can come in between. */
  #arrive(member: Member, sdp: string, source: string): void {
    const others = [...this.#members.values()]
    const { audio, video } = this.#details
    this.#joining.delete(member)
    this.#members.set(member.session, member)
    this.#see(member.session)
    member.arrived(source)
    if (this.#moderation.isSilenced(member.participant.party.uri)) this.#keepSilent(member)
    const duration = Math.floor((this.#needs.clock.now() - this.#openedAt) / 1000)
    member.tell({ kind: 'accepted', sdp, audio, video, duration })
    member.tell({ kind: 'present', participants: others.map(({ participant }) => participant) })
    const { speakers, hands } = this.#floor
    if (speakers.length > 0) member.tell({ kind: 'speakers', originator: null, sessions: speakers })
    const files = this.files.list()
    if (files.length > 0) member.tell({ kind: 'files', files })
    if (hands.length > 0) member.tell({ kind: 'hands', sessions: hands })
    if (member.muted) member.tell({ kind: 'mute-request', originator: null, muted: true })
    const joined: RoomEvent = { kind: 'joined', participants: [member.participant] }
    for (const other of others) other.tell(joined)
    this.#shareBitrate()
    this.#needs.log.info('participant joined', { room: this.address, session: member.session, participants: this.#members.size })
    this.#needs.recording?.joined(member.session)
    void member.chat.open(this.#needs.chatrooms, this.#needs.chatroom, this.#shares)
    this.#reportComing(member)
    if (this.#isFirst) this.#inviteUsual(member)
    this.#isFirst = false
  }

  /** Who was silenced before he left does not get his sound back by coming again. */
  #keepSilent(member: Member): void {
    member.muted = true
    member.silence(true).catch((refusal) => {
      this.#needs.log.info('sound not taken away', { session: member.session, failure: Failure.from(refusal).text })
    })
  }

  #remove(member: Member, reason: string | null): void {
    if (member.isGone) return
    member.tell({ kind: 'terminated', reason })
    this.#forget(member)
  }

  #forget(member: Member): void {
    if (member.isGone) return
    void member.release()
    this.#needs.gone(member.session)
    this.#joining.delete(member)
    if (this.#members.delete(member.session)) this.#left(member)
    if (this.size === 0) this.#close()
  }

  #left({ session }: Member): void {
    for (const other of this.#members.values()) other.publisherLeft(session)
    this.#tellAll({ kind: 'left', sessions: [session] })
    const changed = this.#floor.forget(session)
    if (changed.speakers) this.#tellAll({ kind: 'speakers', originator: null, sessions: this.#floor.speakers })
    if (changed.hands) this.#tellAll({ kind: 'hands', sessions: this.#floor.hands })
    this.#shareBitrate()
    this.#needs.log.info('participant left', { room: this.address, session, participants: this.#members.size })
    this.#needs.recording?.left(session)
  }

  #close(): void {
    if (this.#closing) return
    const { log, recording } = this.#needs
    this.#needs.over()
    this.#shares.close()
    const media = this.#media.then(
      (room) => room.close(),
      () => {},
    )
    this.#closing = Promise.all([media, this.files.close(), recording?.end()]).then(() =>
      log.info('room ended', { room: this.address }),
    )
  }

  #shareBitrate(): void {
    const shares = {
      maxBitrate: this.#details.settings.maxBitrate,
      speakers: this.#floor.speakers,
      participants: this.#members.size,
    }
    for (const member of this.#members.values()) member.share(bitrateOf(member.session, shares))
  }

  #inviteUsual(first: Member): void {
    const { party, clientAddress } = first.entrant.device
    const call = { inviter: party, from: clientAddress, callId: first.session }
    for (const account of this.#details.settings.inviteParticipants)
      if (accountKey(account) !== accountKey(party.uri)) void this.#invite(account, call, null)
  }

  /** `by`: whom to tell what becomes of it. Never rejects. */
  async #invite(account: string, call: Pick<Invitation, 'inviter' | 'from' | 'callId'>, by: Member | null): Promise<void> {
    const key = accountKey(account)
    const isHere = [...this.#members.values()].some(({ participant }) => accountKey(participant.party.uri) === key)
    const anybody = await this.#needs.invitations.send({
      ...{ ...call, account, room: this.address, video: this.#details.video },
      wake: !isHere && key !== accountKey(call.inviter.uri),
      except: by?.entrant.device ?? null,
    })
    if (by === null || by.isGone) return
    by.tell({ kind: 'invitation', account, state: anybody ? 'progress' : 'failed' })
    if (anybody && this.#invited.size < MOST_INVITED) this.#invited.set(key, by)
  }

  #reportComing(member: Member): void {
    const account = member.participant.party.uri
    const key = accountKey(account)
    this.#invited.get(key)?.tell({ kind: 'invitation', account, state: 'success' })
    this.#invited.delete(key)
  }

  #see(session: string): void {
    this.#seen.add(session)
    const [oldest] = this.#seen.size > MOST_SEEN ? this.#seen : []
    if (oldest !== undefined) this.#seen.delete(oldest)
  }

  #tellAll(event: RoomEvent): void {
    for (const member of this.#members.values()) member.tell(event)
  }

  /** The participants of those sessions. */
  #mustKnow(sessions: readonly string[]): readonly Member[] {
    const unknown = sessions.filter((session) => !this.#members.has(session))
    if (unknown.length > 0) throw new Failure('participants-unknown', unknown.join(', '))
    return sessions.flatMap((session) => this.#members.get(session) ?? [])
  }
}
