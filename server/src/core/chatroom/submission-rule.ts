import type { ChatOutcome, ChatSubmission } from './chatroom.ts'

/** `text/…` and `image/…`, with parameters and without what would break out of a header. */
const PASSING_TYPE = /^(?:text|image)\/[a-z0-9!#$&^_.+-]{1,127}(?:\s*;[\t\x20-\x7e]*)?$/i
const LONGEST_TYPE = 255
/** Off-the-Record messages are for one device of one recipient; in a room they are noise. */
const OTR = '?OTR'

/** Why a room does not take that message; null where it does (msrp-conference §7). `longest` in bytes. */
export function refusalOf({ contentType, content, body }: ChatSubmission, longest: number): ChatOutcome | null {
  if (contentType.length > LONGEST_TYPE || !PASSING_TYPE.test(contentType))
    return { code: 415, reason: 'Only text and images are taken here' }
  if (body === undefined ? isLonger(content, longest) : body.length > longest) return { code: 413, reason: 'Message too large' }
  return null
}

/** Whether it is encrypted for one recipient: nothing for a room, but fine in private. */
export function isForOneOnly({ content }: ChatSubmission): boolean {
  return content.startsWith(OTR)
}

/** Whether its UTF-8 takes more bytes. No unit of UTF-16 takes more than three, so that it is written out only where that matters. */
function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes)
}
