// A SIP message (RFC 3261 §7) as data. Parsing it from bytes and printing it are in parse-message.ts and print-message.ts.

/** One header field line, in the order it stands in the message. `name` in its long form as RFC 3261 §20 writes it, unknown names as they came. */
export interface SipHeaderField {
  readonly name: string
  /** Without the white space around it, folded lines joined by one space (§7.3.1). */
  readonly value: string
}

interface MessageParts {
  readonly headers: readonly SipHeaderField[]
  readonly body: Uint8Array
}

export interface SipRequest extends MessageParts {
  readonly kind: 'request'
  /** Case-sensitive (§7.1). */
  readonly method: string
  /** The Request-URI as it stands there. */
  readonly uri: string
}

export interface SipResponse extends MessageParts {
  readonly kind: 'response'
  /** 100 to 699. */
  readonly status: number
  readonly reason: string
}

export type SipMessage = SipRequest | SipResponse

/** The values of all fields of that name (any case, long or short form resolved by the parser), in order; lists are not split. */
export function fieldsOf(message: MessageParts, name: string): string[] {
  const wanted = name.toLowerCase()
  return message.headers.filter((field) => field.name.toLowerCase() === wanted).map(({ value }) => value)
}

/** The value of the first field of that name, or null. */
export function fieldOf(message: MessageParts, name: string): string | null {
  return fieldsOf(message, name)[0] ?? null
}

/** A copy with `fields` in place of all fields of that name, at the place of the first one, else at the end. */
export function withFields<Message extends MessageParts>(message: Message, name: string, values: readonly string[]): Message {
  const wanted = name.toLowerCase()
  const at = message.headers.findIndex((field) => field.name.toLowerCase() === wanted)
  const others = message.headers.filter((field) => field.name.toLowerCase() !== wanted)
  const before =
    at < 0 ? others.length : message.headers.slice(0, at).filter((field) => field.name.toLowerCase() !== wanted).length
  const fields = values.map((value) => ({ name, value }))
  return { ...message, headers: [...others.slice(0, before), ...fields, ...others.slice(before)] }
}
