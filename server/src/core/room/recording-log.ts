import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { RecordedParticipant, Recording, Recordings } from '../../ports/recordings.ts'
import type { SipParty } from '../../ports/sip-calls.ts'

interface RecordingNeeds {
  readonly recordings: Recordings
  readonly clock: Clock
  readonly log: Log
}

/** Hex digits of a session's hash in a file's name: the counter tells them apart, this says whose it is. */
const HASH_LENGTH = 16
/** Who was given a name and has not joined: most join, or fail, within seconds. */
const MOST_NAMED = 1_000

/**
 * The recording of one life of a room: who was in which of its files, and when. It never fails the room: what the disk refuses is logged, and the room goes
 * on without.
 */
export class RoomRecording {
  readonly #room: string
  readonly #needs: RecordingNeeds
  readonly #startedAt: number
  readonly #named = new Map<string, { readonly party: SipParty; readonly file: string }>()
  readonly #participants: RecordedParticipant[] = []
  #recording: Recording | null = null
  #begun: Promise<unknown> = Promise.resolve()
  #names = 0
  #endedAt: number | null = null
  #isChanged = false
  #writing: Promise<void> | null = null

  constructor(room: string, needs: RecordingNeeds) {
    this.#room = room
    this.#needs = needs
    this.#startedAt = needs.clock.now()
  }

  /** Resolves with the directory for the media backend, an absolute path; null where nothing can be recorded. Never rejects. Call once, first. */
  begin(): Promise<string | null> {
    // Everybody may have left before the room was there.
    if (this.#endedAt !== null) return Promise.resolve(null)
    const begun = this.#needs.recordings.begin(this.#room, this.#startedAt).then(
      (recording) => {
        this.#recording = recording
        return recording.directory
      },
      (error) => {
        this.#needs.log.error('a room is not recorded', { room: this.#room, error: String(error) })
        return null
      },
    )
    this.#begun = begun
    return begun
  }

  /** What the media backend is to call files of somebody who is about to join: a plain name, of which nothing is a client's choice. */
  nameFor(session: string, party: SipParty): string {
    const hash = bytesToHex(sha256(utf8ToBytes(session))).slice(0, HASH_LENGTH)
    const file = `${String(++this.#names).padStart(4, '0')}-${hash}`
    this.#named.delete(session)
    this.#named.set(session, { party, file })
    const [oldest] = this.#named.size > MOST_NAMED ? this.#named.keys() : []
    if (oldest !== undefined) this.#named.delete(oldest)
    return file
  }

  /** Whoever was given a name is in the room. */
  joined(session: string): void {
    const named = this.#named.get(session)
    if (named === undefined) return
    this.#named.delete(session)
    this.#participants.push({ session, ...named, joinedAt: this.#needs.clock.now(), leftAt: null })
    this.#change()
  }

  left(session: string): void {
    const at = this.#participants.findLastIndex((participant) => participant.session === session && participant.leftAt === null)
    const participant = this.#participants[at]
    if (participant === undefined) return
    this.#participants[at] = { ...participant, leftAt: this.#needs.clock.now() }
    this.#change()
  }

  /** The room is over. Resolves when that is on disk; never rejects. */
  async end(): Promise<void> {
    this.#endedAt = this.#needs.clock.now()
    await this.#begun
    if (this.#participants.length === 0) return this.#recording?.discard()
    this.#change()
    await this.#writing
  }

  /** Writes what is known; changes meanwhile are written together, once that is through. */
  #change(): void {
    this.#isChanged = true
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null
    })
  }

  async #write(): Promise<void> {
    while (this.#isChanged) {
      this.#isChanged = false
      const participants = [...this.#participants]
      try {
        await this.#recording?.note({ room: this.#room, startedAt: this.#startedAt, endedAt: this.#endedAt, participants })
      } catch (error) {
        this.#needs.log.error('a recording was not noted', { room: this.#room, error: String(error) })
      }
    }
  }
}
