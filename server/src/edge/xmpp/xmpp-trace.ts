/** Text of one direction of a connection with what people write left out, in whatever pieces it comes. */
class TextMask {
  #isInTag = false
  #hidden = 0

  mask(text: string): string {
    let shown = ''
    for (const char of text) {
      if (char === '<') {
        shown += this.#takeHidden()
        this.#isInTag = true
      }
      if (this.#isInTag) shown += char
      else this.#hidden += char.trim() === '' ? 0 : 1
      if (char === '>') this.#isInTag = false
    }
    return shown
  }

  #takeHidden(): string {
    const hidden = this.#hidden
    this.#hidden = 0
    return hidden === 0 ? '' : `(${hidden} characters)`
  }
}

export type TraceDirection = 'INCOMING' | 'OUTGOING'

/** One connection in xmpp_trace.log. */
export class ConnectionTrace {
  readonly #write: (entry: string) => void
  readonly #name: string
  readonly #masks: Readonly<Record<TraceDirection, TextMask>> = { INCOMING: new TextMask(), OUTGOING: new TextMask() }

  constructor(write: (entry: string) => void, name: string) {
    this.#write = write
    this.#name = name
  }

  /** What went over the wire: tags as they are, and of what is between them, such as bodies and keys, only how much. */
  text(direction: TraceDirection, text: string): void {
    const shown = this.#masks[direction].mask(text)
    if (shown !== '') this.#write(`${direction} ${this.#name}\n${shown}`)
  }

  /** What happened to the connection. */
  note(what: string): void {
    this.#write(`${what} ${this.#name}`)
  }
}

/** xmpp_trace.log: what streams say, but for the texts in it. */
export class XmppTrace {
  readonly #write: (entry: string) => void

  constructor(write: (entry: string) => void) {
    this.#write = write
  }

  /** `local` and `remote` are `address:port`. */
  connection(local: string, remote: string): ConnectionTrace {
    return new ConnectionTrace(this.#write, `${local} -> ${remote}`)
  }
}
