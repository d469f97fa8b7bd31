import type { SipHeader } from '@weft/wire/header'
import type { IncomingSessionEvent } from '@weft/wire/incoming-session'
import type { SessionStateEvent, SessionUpdateEvent } from '@weft/wire/session-event'
import { CallMedia, type MediaFlags, type Medium } from './call-media.ts'
import { CallPath } from './call-path.ts'
import { type Cause, causeOf, readReason } from './cause.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { offeredMedia } from './offered-media.ts'
import type { PeerConnection } from './platform.ts'
import { Renegotiation } from './renegotiation.ts'
import { RequestFailure } from './request-failure.ts'

/** The states of a call in the order in which it may pass through them; it never goes back. */
const ORDER = [
  'incoming',
  'calling',
  'progress',
  'ringing',
  'early-media',
  'answering',
  'accepted',
  'established',
  'terminated',
] as const

export type CallState =
  | { readonly kind: 'incoming' } // somebody calls; nobody has answered here yet
  | { readonly kind: 'calling' } // our call is on its way to the gateway
  | { readonly kind: 'progress' } // the gateway has sent it on
  | { readonly kind: 'ringing' }
  | { readonly kind: 'early-media' } // not answered, and there is something to hear: an announcement, a ring-back tone
  | { readonly kind: 'answering' } // answered here, on its way to the other side
  | { readonly kind: 'accepted' } // answered; audio and video are on their way
  | { readonly kind: 'established' } // audio and video flow
  | { readonly kind: 'terminated'; readonly cause: Cause }

export interface Party {
  /** `user@domain` */
  readonly uri: string
  /** `""` when unknown. */
  readonly displayName: string
}

interface CallEvents {
  state: CallState
  'remote-media': MediaFlags
  /** Audio and video of an answered call stopped getting through, or get through again. */
  interrupted: boolean
  /** The other side sends a picture from now on, in a call where it did not; one of our own may be added. */
  'video-added': null
}

interface CallParts {
  readonly id: string
  readonly account: string
  readonly direction: 'incoming' | 'outgoing'
  readonly remote: Party
  readonly offered: MediaFlags
  readonly callId: string | null
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One call (sylkrtc-protocol.md §2.4, §2.5, §3.2-§3.4b). It ends by itself when the connection to the gateway is lost. The streams
 * and tracks that it is given stay the application's own: it stops them when the call is over.
 */
export class Call extends Emitter<CallEvents> {
  readonly id: string
  readonly account: string
  readonly direction: 'incoming' | 'outgoing'
  readonly remote: Party
  /** What the caller offered to send. */
  readonly offered: MediaFlags
  readonly #connection: Connection
  readonly #media: CallMedia
  readonly #path: CallPath
  readonly #renegotiation: Renegotiation
  readonly #subscriptions: readonly (() => void)[]
  #state: CallState
  #callId: string | null
  #headers: Readonly<Record<string, string>>
  /** The gateway knows the session. */
  #announced: boolean
  #answered = false
  #mediaUp = false
  /** What the other side said last about sending a picture. */
  #theirPicture: boolean
  #offer: string | null = null
  /** Offers, answers and events are applied one after the other, in the order they came. */
  #steps: Promise<void> = Promise.resolve()

  private constructor(connection: Connection, parts: CallParts) {
    super()
    this.id = parts.id
    this.account = parts.account
    this.direction = parts.direction
    this.remote = parts.remote
    this.offered = parts.offered
    this.#theirPicture = parts.direction === 'incoming' && parts.offered.video
    this.#callId = parts.callId
    this.#headers = parts.headers
    this.#announced = parts.direction === 'incoming'
    this.#state = { kind: parts.direction === 'incoming' ? 'incoming' : 'calling' }
    this.#connection = connection
    this.#media = new CallMedia(connection.platform, {
      candidates: (candidates) =>
        // A refused candidate does not end the call: if no path is found without it, the peer connection will say so.
        void connection
          .request({ sylkrtc: 'session-trickle', session: this.id, candidates: [...candidates] })
          .catch(() => undefined),
      remoteChanged: () => this.emit('remote-media', this.#media.remote),
      pathChanged: (state) => this.#path.take(state),
    })
    this.#path = new CallPath({
      interrupted: (interrupted) => this.emit('interrupted', interrupted),
      restart: () => this.#restart(),
      broken: () => this.#finish({ kind: 'media', code: null, text: 'ICE failed' }, true),
    })
    this.#renegotiation = new Renegotiation(this.#media, {
      next: (step) => this.#next(step),
      send: (sdp) => connection.request({ sylkrtc: 'session-update', session: this.id, sdp }),
    })
    this.#subscriptions = [
      connection.on('session', (event) => event.session === this.id && this.#take(event)),
      connection.on('state', (state) => {
        if (state.kind !== 'ready') this.#finish({ kind: 'connection-lost', code: null, text: 'the connection was lost' }, false)
      }),
    ]
  }

  /** Calls somebody. How it goes, failures included, is told by `state` events, none of them before this has returned. */
  static outgoing(
    connection: Connection,
    account: string,
    uri: string,
    stream: MediaStream,
    headers: readonly SipHeader[],
  ): Call {
    const call = new Call(connection, {
      id: connection.platform.uuid(),
      account,
      direction: 'outgoing',
      remote: { uri, displayName: '' },
      offered: { audio: stream.getAudioTracks().length > 0, video: stream.getVideoTracks().length > 0 },
      callId: null,
      headers: {},
    })
    call.#next(() => call.#create(stream, headers))
    return call
  }

  /** A call that somebody offers. */
  static incoming(connection: Connection, event: IncomingSessionEvent): Call {
    const call = new Call(connection, {
      id: event.session,
      account: event.account,
      direction: 'incoming',
      remote: { uri: event.originator.uri, displayName: event.originator.display_name },
      offered: offeredMedia(event.sdp),
      callId: event.call_id,
      headers: event.headers ?? {},
    })
    call.#offer = event.sdp
    return call
  }

  get state(): CallState {
    return this.#state
  }

  /** The SIP Call-ID, once it is known. */
  get callId(): string | null {
    return this.#callId
  }

  /** SIP headers of the other side that the account's `headerPrefixes` ask for. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers
  }

  /** The other side's audio and video: one stream for the whole call, to be attached once. */
  get remoteStream(): MediaStream {
    return this.#media.remoteStream
  }

  /** The peer connection itself, for what this class has no word for: senders, receivers, statistics. */
  get peer(): PeerConnection {
    return this.#media.peer
  }

  /** What of the other side can be heard and seen now; `remote-media` tells when it changes. */
  get remoteMedia(): MediaFlags {
    return this.#media.remote
  }

  /** What is sent to the other side, muted or not. */
  get sending(): MediaFlags {
    return this.#media.sending
  }

  /** Answers an incoming call with the tracks of `stream`. Failures end the call. Without effect in any other state. */
  answer(stream: MediaStream, headers: readonly SipHeader[] = []): void {
    const offer = this.#offer
    if (offer === null || this.#isOver()) return
    this.#offer = null
    this.#advance('answering')
    this.#next(() => this.#accept(offer, stream, headers))
  }

  /** Ends the call, whatever its state: declines, cancels or hangs up. It is over at once; the gateway does the rest. */
  hangUp(): void {
    const declined = this.#state.kind === 'incoming'
    this.#finish({ kind: declined ? 'declined' : 'hung-up', code: null, text: declined ? 'declined here' : 'hung up here' }, true)
  }

  /** Stops or resumes sending sound or picture; the other side gets silence or black meanwhile. Holds for tracks added later, too. */
  mute(medium: Medium, muted: boolean): void {
    this.#media.mute(medium, muted)
  }

  isMuted(medium: Medium): boolean {
    return this.#media.isMuted(medium)
  }

  /**
   * Presses keys, one SIP INFO each. Rejects with a RequestFailure.
   * @param digits `0`-`9`, `A`-`D`, `*` and `#`; a RangeError is thrown for anything else
   */
  async sendDigits(digits: string): Promise<void> {
    if (!/^[0-9A-D*#]+$/i.test(digits)) throw new RangeError('digits are 0-9, A-D, * and #')
    const request = (digit: string) => this.#connection.request({ sylkrtc: 'session-dtmf-info', session: this.id, digit })
    await Promise.all(Array.from(digits.toUpperCase(), request))
  }

  /**
   * Adds a camera to an answered call. Resolves when the other side has agreed; otherwise the call goes on as it was and the
   * promise rejects, with a RequestFailure or the browser's own error.
   */
  addVideo(track: MediaStreamTrack, stream: MediaStream): Promise<void> {
    return this.#propose(() => this.#media.offerMore(track, stream))
  }

  /** Sends no picture any more, and tells the other side so; rejects like `addVideo`. */
  removeVideo(): Promise<void> {
    return this.#propose(() => this.#media.offerWithout('video'))
  }

  /** Sends another microphone, camera or screen from now on instead of the one before. Rejects where nothing of the kind is sent. */
  replaceTrack(track: MediaStreamTrack): Promise<void> {
    return this.#media.replaceTrack(track)
  }

  /** The device has another network now: looks for a new path for audio and video at once. */
  renewPath(): void {
    this.#path.renew()
  }

  /** Audio and video do not get through at the moment; a new path is looked for, at most for half a minute. */
  get interrupted(): boolean {
    return this.#path.interrupted
  }

  /** How loud the other side is now, from 0 to 1; 0 where the browser does not say. */
  get loudness(): number {
    return this.#media.loudness
  }

  /** Figures of the peer connection (W3C webrtc-stats); `readSample` in `call-figures` reads them. */
  stats(): Promise<RTCStatsReport> {
    return this.#media.stats()
  }

  #propose(offer: () => Promise<string>): Promise<void> {
    if (!this.#answered || this.#isOver()) return Promise.reject(new RequestFailure('refused', 'the call is not in progress'))
    return this.#renegotiation.propose(offer)
  }

  #restart(): void {
    // Where it comes to nothing the path stays interrupted, and is tried again or given up.
    if (!this.#renegotiation.underWay) this.#propose(() => this.#media.offerRestart()).catch(() => undefined)
  }

  async #create(stream: MediaStream, headers: readonly SipHeader[]): Promise<void> {
    const sdp = await this.#media.offer(stream)
    if (this.#isOver()) return
    const { id: session, account, remote } = this
    const body = { sylkrtc: 'session-create', session, account, uri: remote.uri, sdp } as const
    const created = this.#connection.request(headers.length > 0 ? { ...body, headers: [...headers] } : body)
    this.#announced = true
    this.#media.releaseCandidates()
    await created.catch((error: unknown) => {
      if (error instanceof RequestFailure && error.kind === 'refused') this.#announced = false
      throw error
    })
  }

  async #accept(offer: string, stream: MediaStream, headers: readonly SipHeader[]): Promise<void> {
    const sdp = await this.#media.answer(offer, stream)
    if (this.#isOver()) return
    const body = { sylkrtc: 'session-answer', session: this.id, sdp } as const
    const answered = this.#connection.request(headers.length > 0 ? { ...body, headers: [...headers] } : body)
    this.#media.releaseCandidates()
    await answered
  }

  #take(event: SessionStateEvent | SessionUpdateEvent): void {
    // The end waits for nothing: a step before it may be about a peer connection that will never answer.
    if (event.state === 'terminated') this.#finish(readReason(event.reason ?? ''), false)
    else if (event.event === 'state') this.#next(() => this.#progress(event))
    else this.#next(() => this.#update(event))
  }

  async #update(event: SessionUpdateEvent): Promise<void> {
    await this.#renegotiation.take(event)
    if (event.state === 'failed') return
    const seen = this.#theirPicture
    this.#theirPicture = offeredMedia(event.sdp).video
    if (event.state === 'received' && this.#theirPicture && !seen) this.emit('video-added', null)
  }

  async #progress(event: SessionStateEvent): Promise<void> {
    if (event.call_id !== undefined) this.#callId = event.call_id
    if ('sdp' in event && event.sdp !== undefined) this.#theirPicture = offeredMedia(event.sdp).video
    switch (event.state) {
      case 'progress':
      case 'proceeding':
        return this.#advance('progress')
      case 'ringing':
        return this.#advance('ringing')
      case 'early-media':
        await this.#media.takeAnswer(event.sdp)
        return this.#advance('early-media')
      case 'accepted':
        if (event.sdp !== undefined) await this.#media.takeAnswer(event.sdp)
        if (event.headers !== undefined) this.#headers = event.headers
        this.#answered = true
        return this.#advance(this.#mediaUp ? 'established' : 'accepted')
      case 'established':
        // With early media the path is up before anybody has answered (§3.2).
        this.#mediaUp = true
        if (this.#answered) this.#advance('established')
    }
  }

  /** Does one step after those before it; one that fails ends the call. */
  #next(step: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#isOver()) return
      await step().catch((error: unknown) => this.#finish(causeOf(error), true))
    })
  }

  #advance(kind: Exclude<CallState['kind'], 'terminated'>): void {
    if (ORDER.indexOf(kind) <= ORDER.indexOf(this.#state.kind)) return
    this.#state = { kind }
    this.emit('state', this.#state)
  }

  #finish(cause: Cause, tellGateway: boolean): void {
    if (this.#isOver()) return
    this.#state = { kind: 'terminated', cause }
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#path.end()
    this.#media.close()
    this.#renegotiation.end()
    if (tellGateway && this.#announced) {
      // It may have ended there already; either way it is over here.
      this.#connection.request({ sylkrtc: 'session-terminate', session: this.id }).catch(() => undefined)
    }
    this.emit('state', this.#state)
  }

  #isOver(): boolean {
    return this.#state.kind === 'terminated'
  }
}
