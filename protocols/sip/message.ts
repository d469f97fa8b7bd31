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
  const values: string[] = []
  for (const field of message.headers) if (isNamed(field, name)) values.push(field.value)
  return values
}

/** The value of the first field of that name, or null. */
export function fieldOf(message: MessageParts, name: string): string | null {
  for (const field of message.headers) if (isNamed(field, name)) return field.value
  return null
}

/** A copy with `fields` in place of all fields of that name, at the place of the first one, else at the end. */
export function withFields<Message extends MessageParts>(message: Message, name: string, values: readonly string[]): Message {
  const at = message.headers.findIndex((field) => isNamed(field, name))
  const others = message.headers.filter((field) => !isNamed(field, name))
  // No field of that name stands before the first one.
  const before = at < 0 ? others.length : at
  const fields = values.map((value) => ({ name, value }))
  return { ...message, headers: [...others.slice(0, before), ...fields, ...others.slice(before)] }
}

/** Names as the parser gives them are mostly the very string that is asked for, or begin with another letter. */
function isNamed(field: SipHeaderField, name: string): boolean {
  if (field.name === name) return true
  if (field.name.length !== name.length || ((field.name.charCodeAt(0) ^ name.charCodeAt(0)) & ~0x20) !== 0) return false
  return field.name.toLowerCase() === name.toLowerCase()
}
