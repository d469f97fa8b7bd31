/**
 * Bytes of a message's content as JSON. Gateways take frames of 1 MiB at least (sylkrtc-protocol.md §1.1), of which the rest of the request
 * and what encryption adds, a third and some for each key, take their part.
 */
export const MOST_MESSAGE_BYTES = 700_000

/** A message is longer than gateways must take. It can be sent as a file, which has no such limit: `Files.send`. */
export class MessageTooLong extends Error {
  override readonly name = 'MessageTooLong'
  readonly bytes: number
  readonly limit = MOST_MESSAGE_BYTES

  constructor(bytes: number) {
    super(`a message of ${bytes} bytes is longer than ${MOST_MESSAGE_BYTES}`)
    this.bytes = bytes
  }
}

/** Throws MessageTooLong for what no request could hold. */
export function checkMessageSize(content: string): void {
  // A character is three bytes of UTF-8 at most, six where JSON escapes it: most messages need no closer look.
  if (content.length * 6 <= MOST_MESSAGE_BYTES) return
  const { byteLength } = new TextEncoder().encode(JSON.stringify(content))
  if (byteLength > MOST_MESSAGE_BYTES) throw new MessageTooLong(byteLength)
}
