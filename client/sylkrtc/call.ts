import type { SipHeader } from '@weft/wire/header'
import type { CallState, Call as SdkCall } from '../call.ts'
import { CallChat } from '../call-chat.ts'
import type { Cause } from '../cause.ts'
import type { Connection } from '../connection.ts'
import type { Done, SendOptions } from './account-messages.ts'
import { EventEmitter } from './event-emitter.ts'
import { Identity } from './identity.ts'
import { LocalMedia } from './local-media.ts'
import { mediaDirections } from './media-directions.ts'
import { Message } from './message.ts'
import type { Owner } from './owner.ts'
import { Statistics } from './statistics.ts'

/** What Account.call takes. `offerOptions` has no effect: what is sent decides what is offered. */
export interface CallOptions {
  readonly pcConfig?: RTCConfiguration
  readonly localStream?: MediaStream
  readonly headers?: readonly SipHeader[]
}

export type AnswerOptions = CallOptions

interface CallEvents {
  localStreamAdded: [MediaStream]
  streamAdded: [MediaStream]
  stateChanged: [old: string | null, state: string, data: { readonly reason?: string }]
  dtmfToneSent: [tone: string]
  incomingMessage: [Message]
  sendingMessage: [Message]
  messageStateChanged: [id: string, state: string, data: { readonly reason: string; readonly code: number }]
}

/** Words of sylkrtc.js for the states of a call; those without one pass silently. */
const STATES: Readonly<Partial<Record<CallState['kind'], string>>> = {
  progress: 'progress',
  ringing: 'ringing',
  'early-media': 'early-media',
  accepted: 'accepted',
  established: 'established',
  terminated: 'terminated',
}

/** A call, as sylkrtc.js tells it. */
export class Call extends EventEmitter<CallEvents> {
  readonly #account: Owner
  readonly #call: SdkCall
  readonly #newStream: () => MediaStream
  readonly #local: LocalMedia
  readonly #statistics: Statistics
  readonly #chat: CallChat
  #state: string | null
  #headers: readonly SipHeader[] = []
  #heard = false

  constructor(account: Owner, connection: Connection, call: SdkCall) {
    super()
    this.#account = account
    this.#call = call
    this.#newStream = () => connection.platform.newMediaStream()
    this.#state = call.direction === 'incoming' ? 'incoming' : null
    this.#local = new LocalMedia((track) => call.replaceTrack(track), this.#newStream)
    this.#statistics = new Statistics(() => [[call.id, call.peer]])
    this.#chat = new CallChat(connection, call)
    this.#chat.on('message', ({ sender, timestamp, ...said }) => {
      const parts = { ...said, receiver: account.id, state: 'received', timestamp: new Date(timestamp) }
      this.emit('incomingMessage', new Message({ ...parts, sender: new Identity(sender) }))
    })
    call.on('state', (state) => this.#take(state))
    call.on('remote-media', () => this.#hear())
  }

  /** The first part of an outgoing call: what is sent, and what it was made with. */
  begin(stream: MediaStream, { pcConfig, headers = [] }: CallOptions): void {
    this.#headers = headers
    this.#send(stream, pcConfig)
  }

  get account(): Owner {
    return this.#account
  }

  get id(): string {
    return this.#call.id
  }

  /** The SIP Call-ID; null until it is known. */
  get callId(): string | null {
    return this.#call.callId
  }

  /** Those that the call was made with; of an incoming one, those that the account's prefixes ask for. */
  get headers(): readonly SipHeader[] {
    if (this.#call.direction === 'outgoing') return this.#headers
    return Object.entries(this.#call.headers).map(([name, value]) => ({ name, value }))
  }

  get direction(): 'incoming' | 'outgoing' {
    return this.#call.direction
  }

  get state(): string | null {
    return this.#state
  }

  get localIdentity(): Identity {
    return this.#account.identity
  }

  get remoteIdentity(): Identity {
    return new Identity(this.#call.remote)
  }

  /** Directions of the other side's media, by medium, in the order of its description. */
  get remoteMediaDirections(): Readonly<Record<string, readonly string[]>> {
    return mediaDirections(this.#call.peer)
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
    return [this.#call.remoteStream]
  }

  getSenders(): RTCRtpSender[] {
    return this.#call.peer.getSenders()
  }

  getReceivers(): RTCRtpReceiver[] {
    return this.#call.peer.getReceivers()
  }

  /** Answers; without a stream, only to hear and see. Throws where the call is no longer one to be answered. */
  answer({ pcConfig, localStream = this.#newStream(), headers = [] }: AnswerOptions = {}): void {
    if (this.#state !== 'incoming' || this.#local.streams.length > 0)
      throw new Error(`the call is ${this.#state}, and not to be answered`)
    this.#send(localStream, pcConfig)
    this.#call.answer(localStream, headers)
  }

  /** Declines, cancels or hangs up. */
  terminate(): void {
    this.#call.hangUp()
  }

  /** Presses keys, one after the other. The gateway decides how long each lasts. */
  sendDtmf(tones: string, _duration = 100, _interToneGap = 70): void {
    const pressed = Array.from(tones, (tone) => this.#call.sendDigits(tone).then(() => void this.emit('dtmfToneSent', tone)))
    // A call that is over has told so itself.
    Promise.all(pressed).then(
      () => this.emit('dtmfToneSent', ''),
      () => undefined,
    )
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

  /** Writes to the other side, within the call. `done` is called when it has taken it or has not. */
  sendMessage(content: string, contentType: string, { timestamp = new Date() }: SendOptions = {}, done: Done = null): Message {
    const { id, delivered } = this.#chat.send(content, contentType)
    const parts = { id, content, contentType, timestamp, receiver: this.#call.remote.uri, state: 'pending' }
    const message = new Message({ ...parts, sender: this.localIdentity })
    this.emit('sendingMessage', message)
    const tell = (state: string, reason: string, code: number, error: Error | null) => {
      message.advance(state)
      this.emit('messageStateChanged', id, state, { reason, code })
      done?.(error)
    }
    delivered.then(
      () => tell('accepted', 'OK', 200, null),
      (error: Error) => tell('failed', error.message, 0, error),
    )
    return message
  }

  #send(stream: MediaStream, configuration: RTCConfiguration | undefined): void {
    if (configuration !== undefined) this.#call.peer.setConfiguration(configuration)
    this.#local.begin(stream)
    queueMicrotask(() => this.emit('localStreamAdded', stream))
  }

  #hear(): void {
    if (this.#heard) return
    this.#heard = true
    this.emit('streamAdded', this.#call.remoteStream)
  }

  #take(state: CallState): void {
    const word = STATES[state.kind]
    if (word === undefined) return
    const old = this.#state
    this.#state = word
    if (state.kind !== 'terminated') {
      this.emit('stateChanged', old, word, {})
      return
    }
    this.#statistics.end()
    this.#local.end()
    this.emit('stateChanged', old, word, { reason: reasonOf(state.cause) })
  }
}

/** The reason as applications look for it in texts: what was ended here, and not by SIP, has ended well. */
function reasonOf({ kind, code, text }: Cause): string {
  return code === null && (kind === 'hung-up' || kind === 'declined') ? '200 OK' : text
}
