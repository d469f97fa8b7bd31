import type { ParticipantState, Participant as SdkParticipant } from '../conference-participant.ts'
import type { PeerConnection } from '../platform.ts'
import { EventEmitter } from './event-emitter.ts'
import { Identity } from './identity.ts'

interface ParticipantEvents {
  streamAdded: [MediaStream]
  stateChanged: [old: string | null, state: string | null]
}

const STATES: Readonly<Record<ParticipantState, string | null>> = {
  detached: null,
  attaching: 'progress',
  established: 'established',
}

/** Somebody else in a room, as sylkrtc.js tells it. They are seen and heard once they are attached. */
export class Participant extends EventEmitter<ParticipantEvents> {
  readonly #participant: SdkParticipant
  readonly #configuration: RTCConfiguration | undefined
  #configured: PeerConnection | null = null
  #state: string | null = null
  #videoPaused = false
  /** The one that was told; they send another one after theirs broke. */
  #stream: MediaStream | null = null

  /** @param configuration that its peer connection is made with */
  constructor(participant: SdkParticipant, configuration: RTCConfiguration | undefined) {
    super()
    this.#participant = participant
    this.#configuration = configuration
    participant.on('state', (state) => this.#change(STATES[state]))
    participant.on('media', () => {
      this.#configure()
      this.#show()
    })
  }

  get id(): string {
    return this.#participant.id
  }

  /** Their room session. */
  get publisherId(): string {
    return this.#participant.id
  }

  get identity(): Identity {
    return new Identity(this.#participant)
  }

  get state(): string | null {
    return this.#state
  }

  get streams(): MediaStream[] {
    const { stream } = this.#participant
    return stream.getTracks().length > 0 ? [stream] : []
  }

  get videoPaused(): boolean {
    return this.#videoPaused
  }

  /** Whether a moderator has muted them. */
  get muted(): boolean {
    return this.#participant.muted
  }

  getReceivers(): RTCRtpReceiver[] {
    return this.#participant.peer?.getReceivers() ?? []
  }

  /** Begins to receive what they send. */
  attach(): void {
    this.#participant.attach()
    this.#configure()
  }

  /** Receives nothing of them any more. Those who have left are detached by themselves, so `isRemoved` has no effect. */
  detach(_isRemoved = false): void {
    this.#participant.detach()
  }

  pauseVideo(): void {
    this.#receiveVideo(false)
  }

  resumeVideo(): void {
    this.#receiveVideo(true)
  }

  #receiveVideo(video: boolean): void {
    this.#videoPaused = !video
    // One that could not be told is told when they are attached again.
    this.#participant.receive({ video }).catch(() => undefined)
  }

  /** Each peer connection, as another one comes after one that broke. */
  #configure(): void {
    const { peer } = this.#participant
    if (peer === this.#configured) return
    this.#configured = peer
    if (this.#configuration !== undefined) peer?.setConfiguration(this.#configuration)
  }

  #show(): void {
    const { stream } = this.#participant
    if (stream === this.#stream || stream.getTracks().length === 0) return
    this.#stream = stream
    this.emit('streamAdded', stream)
  }

  #change(state: string | null): void {
    const old = this.#state
    this.#state = state
    this.emit('stateChanged', old, state)
  }
}
