import type { Call, Party } from './call.ts'
import type { CallChatFrame } from './call-chat-frame.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { RequestFailure } from './request-failure.ts'

/** Something that the other side of a call wrote. */
export interface CallMessage {
  readonly id: string
  readonly content: string
  readonly contentType: string
  readonly sender: Party
  /** The sender's time, ISO 8601. */
  readonly timestamp: string
}

/** A message of one's own. */
export interface SentCallMessage {
  readonly id: string
  /** Resolves when the other side has it; rejects with a RequestFailure, whose text is the SIP status where it was refused. */
  readonly delivered: Promise<void>
}

interface CallChatEvents {
  message: CallMessage
}

interface Pending {
  readonly resolve: () => void
  readonly reject: (failure: RequestFailure) => void
}

/**
 * Messages within a call (sylkrtc-protocol.md §3.4): they reach whoever is in it, on the device that is, and nobody keeps them. They can be
 * sent as long as the call is established.
 */
export class CallChat extends Emitter<CallChatEvents> {
  readonly #connection: Connection
  readonly #session: string
  /** Messages of which nothing was told yet. */
  readonly #pending = new Map<string, Pending>()

  constructor(connection: Connection, call: Call) {
    super()
    this.#connection = connection
    this.#session = call.id
    const unsubscribe = connection.on('callChat', (event) => event.session === call.id && this.#take(event))
    call.on('state', ({ kind }) => {
      if (kind !== 'terminated') return
      unsubscribe()
      const over = new RequestFailure('disconnected', 'the call is over')
      for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(over)
    })
  }

  send(content: string, contentType = 'text/plain'): SentCallMessage {
    const id = this.#connection.platform.uuid()
    const delivered = new Promise<void>((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    this.#connection
      .request({
        ...{ sylkrtc: 'session-message', session: this.#session, message_id: id, content, content_type: contentType },
        timestamp: new Date().toISOString(),
      })
      .catch((failure: RequestFailure) => this.#settle(id)?.reject(failure))
    return { id, delivered }
  }

  #take(event: CallChatFrame): void {
    if (event.event === 'message') {
      const { message_id: id, content, content_type: contentType, timestamp, sender } = event
      const { uri, display_name: displayName } = sender
      this.emit('message', { id, content, contentType, timestamp, sender: { uri, displayName } })
      return
    }
    const pending = this.#settle(event.message_id)
    if (event.state === 'failed') pending?.reject(new RequestFailure('refused', `${event.code} ${event.reason}`.trim()))
    else pending?.resolve()
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
