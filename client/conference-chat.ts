import type { Party } from './call.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { RequestFailure } from './request-failure.ts'
import type { RoomFrame } from './room-frame.ts'

/** Something that was said in a room. */
export interface RoomMessage {
  readonly id: string
  /** `status`: by the room itself, about what happens in it. */
  readonly type: 'normal' | 'status'
  /** Base64 unless the type is `text/…`. */
  readonly content: string
  readonly contentType: string
  readonly sender: Party
  /** ISO 8601 */
  readonly timestamp: string
}

/** Somebody is writing, or has stopped (RFC 3994). */
export interface RoomComposing {
  readonly sender: Party
  readonly active: boolean
  /** How long it holds, in seconds. */
  readonly refresh: number
}

/** A message of one's own, and what becomes of it. */
export interface SentRoomMessage {
  readonly id: string
  /** Resolves when the room has it; rejects with a RequestFailure. */
  readonly delivered: Promise<void>
}

interface ConferenceChatEvents {
  /** What others and the room itself say; newcomers are told the latest that was said before. */
  message: RoomMessage
  composing: RoomComposing
}

interface Pending {
  readonly resolve: () => void
  readonly reject: (failure: RequestFailure) => void
}

/** What is said in a room (sylkrtc-protocol.md §3.5.6). It keeps nothing. */
export class ConferenceChat extends Emitter<ConferenceChatEvents> {
  readonly #connection: Connection
  readonly #session: string
  /** Messages of which the room has said nothing yet. */
  readonly #pending = new Map<string, Pending>()
  readonly #unsubscribe: () => void

  /** @param session the own room session */
  constructor(connection: Connection, session: string) {
    super()
    this.#connection = connection
    this.#session = session
    this.#unsubscribe = connection.on('room', (event) => event.session === session && this.#take(event))
  }

  /** Says something to everybody. @param content base64 unless the type is `text/…` */
  send(content: string, contentType = 'text/plain'): SentRoomMessage {
    const id = this.#connection.platform.uuid()
    const delivered = new Promise<void>((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    this.#connection
      .request({
        sylkrtc: 'videoroom-message',
        session: this.#session,
        message_id: id,
        content,
        content_type: contentType,
      })
      .catch((failure: RequestFailure) => this.#settle(id)?.reject(failure))
    return { id, delivered }
  }

  /** Tells the others that one is writing, or has stopped. @param refresh how long it holds, in seconds. Rejects with a RequestFailure. */
  async setComposing(active: boolean, refresh = 120): Promise<void> {
    await this.#connection.request({
      sylkrtc: 'videoroom-composing-indication',
      session: this.#session,
      state: active ? 'active' : 'idle',
      refresh,
    })
  }

  /** The room is over for this participant. */
  close(): void {
    this.#unsubscribe()
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new RequestFailure('disconnected', 'the room was left'))
  }

  #take(event: RoomFrame): void {
    switch (event.event) {
      case 'message':
        this.emit('message', {
          id: event.message_id ?? this.#connection.platform.uuid(),
          type: event.type === 'status' ? 'status' : 'normal',
          content: event.content,
          contentType: event.content_type,
          sender: { uri: event.sender.uri, displayName: event.sender.display_name },
          timestamp: event.timestamp,
        })
        break
      case 'composing-indication': {
        const sender = { uri: event.sender.uri, displayName: event.sender.display_name }
        this.emit('composing', { sender, active: event.state === 'active', refresh: event.refresh })
        break
      }
      case 'message-delivery': {
        const pending = this.#settle(event.message_id)
        if (event.delivered) pending?.resolve()
        else pending?.reject(new RequestFailure('refused', event.reason))
        break
      }
    }
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
