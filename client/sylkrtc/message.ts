import { EventEmitter } from './event-emitter.ts'
import { sanatizeHtml } from './html.ts'
import type { Identity } from './identity.ts'

/** What a message is made of. */
export interface MessageParts {
  readonly id: string
  /** As it was written: in clear, base64 unless the type is `text/…`; parsed JSON for what only programs read. */
  readonly content: string | object
  readonly contentType: string
  readonly sender: Identity
  /** Address of whoever it is for; null for everybody in a room. */
  readonly receiver: string | null
  readonly timestamp: Date
  readonly type?: 'normal' | 'status'
  readonly state: string | null
  /** What the sender asks to be told: `positive-delivery`, `display`. */
  readonly dispositionNotification?: readonly string[]
  /** It travelled encrypted. */
  readonly isSecure?: boolean
}

interface MessageEvents {
  stateChanged: [old: string | null, state: string]
}

/** A message, as sylkrtc.js tells it. */
export class Message extends EventEmitter<MessageEvents> {
  readonly #parts: MessageParts
  readonly #content: string | object
  readonly #json: object | null
  #state: string | null
  #dispositionState: 'delivered' | 'displayed' | null = null

  constructor(parts: MessageParts) {
    super()
    const { content, contentType } = parts
    this.#parts = parts
    this.#state = parts.state
    this.#content = contentType === 'text/html' && typeof content === 'string' ? sanatizeHtml(content) : content
    this.#json = contentType === 'application/sylk-file-transfer' ? parsed(content) : {}
  }

  get id(): string {
    return this.#parts.id
  }

  /** HTML only as far as it can do no harm. */
  get content(): string | object {
    return this.#content
  }

  get contentType(): string {
    return this.#parts.contentType
  }

  get sender(): Identity {
    return this.#parts.sender
  }

  get receiver(): string | null {
    return this.#parts.receiver
  }

  get timestamp(): Date {
    return this.#parts.timestamp
  }

  get type(): 'normal' | 'status' {
    return this.#parts.type ?? 'normal'
  }

  get state(): string | null {
    return this.#state
  }

  get dispositionNotification(): readonly string[] {
    return this.#parts.dispositionNotification ?? []
  }

  /** What its sender has been told. */
  get dispositionState(): 'delivered' | 'displayed' | null {
    return this.#dispositionState
  }

  get isSecure(): boolean {
    return this.#parts.isSecure ?? false
  }

  /** What a message about a file says; `{}` in others, and where it cannot be read. */
  get json(): object {
    return this.#json ?? {}
  }

  get jsonError(): boolean {
    return this.#json === null
  }

  /** For the account or the conference that it belongs to: it is in another state now. */
  advance(state: string): void {
    const old = this.#state
    if (state === old) return
    this.#state = state
    this.emit('stateChanged', old, state)
  }

  /** For the account that it belongs to: its sender has been told this. */
  acknowledge(state: 'delivered' | 'displayed'): void {
    this.#dispositionState = state
  }

  toJSON(): object {
    const { id, content, contentType, dispositionNotification, dispositionState, sender, receiver, timestamp, type } = this
    const { state, isSecure } = this
    return {
      id,
      content,
      contentType,
      dispositionNotification,
      dispositionState,
      sender,
      receiver,
      timestamp,
      type,
      state,
      isSecure,
    }
  }
}

function parsed(content: string | object): object | null {
  if (typeof content === 'object') return content
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
