import { deepStrictEqual } from 'node:assert'
import { type FramingEvent, SipFraming } from '@weft/protocols/sip/framing'
import { MESSAGE_LIMITS, parseMessage } from '@weft/protocols/sip/parse-message'
import { SipParseError } from '@weft/protocols/sip/sip-error'

const encode = (text: string) => new TextEncoder().encode(text)
const options = 'OPTIONS sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/TCP a.example;branch=z9hG4bK1\r\n'

export const target = {
  name: 'sip-framing',
  seeds: [
    encode(`${options}Content-Length: 0\r\n\r\n\r\n\r\n${options}l :\t3\r\n\r\nabc\r\n`),
    encode(`\r\n\r\n${options}Content-Length:\r\n 5\r\nCall-ID: l: 9\r\n\r\n\r\n\r\nx${options}l: 0\r\n\r\n`),
    encode(`${options}\r\n`),
    encode(`${options}l: 70000\r\n\r\n`),
    encode(`SIP/2.0 200 OK\r\nl: 0\r\nl: 0\r\n\r\n`),
    encode(`\r\r\n\r\n\n`),
  ],
  dictionary: ['\r\n\r\n', '\r\n', '\r', '\n', 'l: ', 'Content-Length: ', '\r\n ', 'l:0\r\n\r\n', options],

  /** Throws when pieces give other events than the whole, or when the parser sees another end of a message than the framing did. */
  run(input: Uint8Array): void {
    for (const keepalive of ['ping', 'pong'] as const) {
      const whole = plain(new SipFraming(keepalive).push(input))
      deepStrictEqual(
        inPieces(input, keepalive, () => 1),
        whole,
      )
      deepStrictEqual(
        inPieces(input, keepalive, (at) => 1 + ((input[at] ?? 0) % 64)),
        whole,
      )
      inPieces(input, keepalive, () => 7, { ...MESSAGE_LIMITS, message: 100 })
    }
    for (const event of new SipFraming('ping').push(input)) if (event.kind === 'message') compareEnds(event.bytes)
  },
}

function inPieces(
  input: Uint8Array,
  keepalive: 'ping' | 'pong',
  sizeAt: (at: number) => number,
  limits = MESSAGE_LIMITS,
): object[] {
  const framing = new SipFraming(keepalive, limits)
  const events: FramingEvent[] = []
  for (let at = 0; at < input.length; ) {
    const next = at + sizeAt(at)
    events.push(...framing.push(input.subarray(at, next)))
    at = next
  }
  return plain(events)
}

function plain(events: readonly FramingEvent[]): object[] {
  return events.map((event) =>
    event.kind === 'error'
      ? { kind: 'error', status: event.error.status, why: event.error.message, request: event.error.request }
      : event,
  )
}

function compareEnds(bytes: Uint8Array): void {
  try {
    const { body } = parseMessage(bytes)
    const end = body.length > 0 ? body.byteOffset - bytes.byteOffset + body.length : headEndOf(bytes)
    if (end !== bytes.length) throw new Error('octets of a message that are neither head nor body')
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error
    if (/Content-Length|empty line|more than/.test(error.message) && !/header fields/.test(error.message))
      throw new Error(`the parser: ${error.message}`)
  }
}

function headEndOf(bytes: Uint8Array): number {
  return new TextDecoder('latin1').decode(bytes).search(/\r\n\r\n/) + 4
}
