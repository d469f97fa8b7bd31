import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import { ChatVolume, WEB_VOLUME } from '../chatroom/chat-volume.ts'
import type { ChatComposing, ChatEvent, ChatMember, ChatOutcome, Chatrooms, ChatSeat } from '../chatroom/chatroom.ts'
import type { RoomFile } from '../chatroom/room-file.ts'
import { Failure } from '../failure.ts'
import type { RoomEvent } from './room-event.ts'

/** Something a participant says. */
export interface Utterance {
  readonly id: string
  readonly contentType: string
  readonly content: string
}

/** What was said and did not reach the chat (sylkrtc-protocol §3.5.6). */
const ENDED: ChatOutcome = { code: 0, reason: 'Chat session ended' }
const TOO_MUCH: ChatOutcome = { code: 413, reason: 'Too much at a time' }
/** That wait for the chat to begin. */
const MOST_WAITING = 100

/** What the room has to do with the files of its chat. */
export interface LineFiles {
  /** The line is up. */
  entered(line: ChatLine): void
  /** A file is in the chat. */
  offered(file: RoomFile): void
}

interface LineNeeds {
  readonly party: SipParty
  readonly log: Log
  readonly clock: Clock
  tell(event: RoomEvent): void
  /** Runs a job in the connection's order. */
  enqueue(job: () => void): void
}

type Told = Exclude<ChatEvent, { readonly kind: 'ended' }>

/** A participant's line to the chat of its room. What is said before it is up waits; the video goes on without it. */
export class ChatLine implements ChatMember {
  readonly #needs: LineNeeds
  readonly #volume: ChatVolume
  readonly #waiting: Utterance[] = []
  /** What it is told while it takes its seat: what was said before. */
  #greeting: Told[] = []
  #seat: ChatSeat | null = null
  #ended = false
  #files: LineFiles | null = null

  constructor(needs: LineNeeds) {
    this.#needs = needs
    this.#volume = new ChatVolume(WEB_VOLUME, needs.clock.now())
  }

  get party(): SipParty {
    return this.#needs.party
  }

  /** Takes a seat in the chat room. Never rejects: who may not come in has no chat. */
  async open(chatrooms: Chatrooms, room: string, files: LineFiles): Promise<void> {
    this.#files = files
    try {
      const seat = await chatrooms.join(room, this)
      if (this.#ended) {
        seat.leave()
        return
      }
      this.#seat = seat
      for (const event of bearable(this.#greeting)) this.#needs.tell(event)
      this.#greeting = []
      files.entered(this)
      for (const utterance of this.#waiting.splice(0)) this.#say(seat, utterance)
    } catch (refusal) {
      this.#needs.log.info('no chat in the room', { room, reason: Failure.from(refusal).text })
      this.#end()
    }
  }

  say(utterance: Utterance): void {
    if (this.#ended || this.#waiting.length >= MOST_WAITING) this.#report(utterance.id, ENDED)
    else if (!this.#volume.take(utterance.content.length, this.#needs.clock.now())) this.#report(utterance.id, TOO_MUCH)
    else if (this.#seat) this.#say(this.#seat, utterance)
    else this.#waiting.push(utterance)
  }

  /** `refresh` in s; null where the client did not say. */
  compose(state: ChatComposing['state'], refresh: number | null): void {
    this.#seat?.compose(state, refresh)
  }

  /** Has everybody in the chat fetch a file; what is returned takes it back. */
  share(file: RoomFile, news: 'new' | 'known'): () => void {
    return this.#seat?.share(file, news) ?? (() => {})
  }

  offer(file: RoomFile): void {
    this.#files?.offered(file)
  }

  leave(): void {
    this.#seat?.leave()
    this.#end()
  }

  tell(event: ChatEvent): void {
    if (event.kind === 'ended') {
      this.#needs.log.info('the chat of the room has ended', { reason: event.reason })
      this.#end()
    } else if (this.#seat) this.#needs.tell(event)
    else if (!this.#ended) this.#greeting.push(event)
  }

  #end(): void {
    this.#ended = true
    this.#seat = null
    this.#greeting = []
    for (const { id } of this.#waiting.splice(0)) this.#report(id, ENDED)
  }

  #say(seat: ChatSeat, utterance: Utterance): void {
    void seat.say(utterance).then((outcome) => this.#report(utterance.id, outcome))
  }

  #report(messageId: string, outcome: ChatOutcome): void {
    this.#needs.enqueue(() => this.#needs.tell({ kind: 'message-outcome', messageId, outcome }))
  }
}

/** The newest of what was said before, as much as a client can be told at once: big pictures are left out rather than that it is dropped. */
function bearable(events: readonly Told[]): readonly Told[] {
  let left = WEB_VOLUME.burst
  return events
    .toReversed()
    .filter((event) => {
      const size = event.kind === 'message' ? event.message.content.length : 0
      if (size > left) return false
      left -= size
      return true
    })
    .toReversed()
}
