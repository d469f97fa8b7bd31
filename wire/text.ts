import * as z from 'zod/mini'

/** No server may be set to take longer frames (option `max_frame_size`), so this bounds what may fill one; in bytes. */
const MAX_FRAME_LENGTH = 64 * 1024 * 1024

/** Long enough for every identifier, name and address seen in the field. */
export const MAX_LINE_LENGTH = 255

/** The text of a length that is out of bounds (sylkrtc-protocol §1.5). */
export function lengthText(min: number, max: number): string {
  return `the value's length must be between ${min} and ${max} inclusive`
}

/** A string of `min` to `max` UTF-16 units, with any characters. */
export function text(min: number, max: number) {
  const error = lengthText(min, max)
  const upper = z.maxLength(max, { error, abort: true })
  return min === 0 ? z.string().check(upper) : z.string().check(upper, z.minLength(min, { error, abort: true }))
}

/**
 * A string that can stand in a header line: no CR, LF, NUL or other control character, so that nothing can be injected through it, and no half
 * of a surrogate pair, which is no character and which strict readers of JSON refuse.
 */
export function line(min: number, max: number) {
  return text(min, max).check(z.regex(/^[^\p{Cc}\p{Cs}]*$/u))
}

/** Names a session, message, feed or transaction: opaque, chosen by a client, echoed verbatim. */
export const identifier = line(1, MAX_LINE_LENGTH)

/** The body of a message, or whatever else may fill a frame. */
export const content = text(0, MAX_FRAME_LENGTH)

/**
 * A string that people read: the marks and spaces around it are dropped. Control characters within it become spaces, and so do halves of a
 * surrogate pair, as an app that cuts long names leaves them.
 */
export const displayName = z.string().check(
  z.maxLength(MAX_LINE_LENGTH, { error: lengthText(0, MAX_LINE_LENGTH), abort: true }),
  z.overwrite((name) =>
    name
      .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
      .replace(/^[" ]+/, '')
      .replace(/[" ]+$/, ''),
  ),
)

/** `type/subtype` with optional parameters (RFC 2045 §5.1), safe to put into a header. */
export const contentType = text(1, MAX_LINE_LENGTH).check(
  z.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:;[^\p{Cc}\p{Cs}]*| +;[^\p{Cc}\p{Cs}]*)?$/u),
)

/**
 * A time as the client wrote it: ISO 8601, with any offset. It is echoed verbatim in places (IMDN), so it is a bounded
 * line here; whoever needs the instant must parse it and be ready for nonsense.
 */
export const timestamp = line(1, 64)
