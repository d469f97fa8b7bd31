import type { PushNotice } from '../../ports/push.ts'
import type { PushToken } from '../../ports/push-tokens.ts'

/** What a push server is sent for one device, or why there is nothing to send. */
export type PushBody =
  | { readonly send: true; readonly json: string; readonly token: string }
  | { readonly send: false; readonly reason: string }

/** Bytes. What goes on to Apple and Google may have no more. */
const MAXIMUM_LENGTH = 4095
/** What mobile apps register when they have been given no token yet (sylkrtc-protocol.md §8.1). */
const NO_TOKEN = new Set(['', 'None'])

/**
 * The JSON of sylkrtc-protocol.md §8.3. The content of a message is cut where all of it would be too much: it is there to be shown in a
 * notification, and the app gets the whole of it from the journal. `messageCallId` is a random UUID, for messages only.
 */
export function pushBody(device: PushToken, notice: PushNotice, messageCallId: string): PushBody {
  const token = tokenFor(device, notice)
  if (token === null) return { send: false, reason: 'the device has no token' }
  const addressed = {
    platform: device.platform,
    'app-id': device.appId,
    token,
    'device-id': device.deviceId,
    silent: device.silent ? 1 : 0,
  }
  const json = print({ ...addressed, ...fieldsOf(notice, messageCallId) }, contentOf(notice))
  return json === null ? { send: false, reason: 'it would be too long without any content' } : { send: true, json, token }
}

/** Apple has one token for calls, and one for everything else. */
function tokenFor({ platform, token, backgroundToken }: PushToken, { kind }: PushNotice): string | null {
  const background = kind === 'message' && platform.toLowerCase() === 'ios' && backgroundToken !== null
  const chosen = background ? backgroundToken : token
  return NO_TOKEN.has(chosen) ? null : chosen
}

function fieldsOf(notice: PushNotice, messageCallId: string) {
  const from = { from: notice.from, 'from-display-name': notice.fromDisplayName }
  if (notice.kind === 'message') {
    const { to, badge, contentType } = notice
    return { 'call-id': messageCallId, event: 'message', ...from, 'media-type': 'sms', to, badge, 'content-type': contentType }
  }
  const { callId, room, account, video } = notice
  const media = { 'media-type': video ? 'video' : 'audio' }
  return { 'call-id': callId, event: 'incoming_conference_request', ...from, ...media, to: room, account }
}

/** Halves of characters, which strict readers of JSON refuse, replaced. */
function contentOf(notice: PushNotice): string | null {
  return notice.kind === 'message' ? notice.content.toWellFormed() : null
}

/** With as much of `content` as fits, null for a message that has no such field; null where not even the rest fits. */
function print(fields: object, content: string | null): string | null {
  const room = MAXIMUM_LENGTH - lengthOf(content === null ? fields : { ...fields, content: '' })
  if (room < 0) return null
  return JSON.stringify(content === null ? fields : { ...fields, content: longestPrefix(content, room) })
}

/** The longest beginning of `text` that takes at most `room` bytes within JSON, without half a character at its end. */
function longestPrefix(text: string, room: number): string {
  const fits = (length: number) => lengthOf(prefix(text, length)) - 2 <= room
  // Nothing is shorter in JSON than it is.
  let high = Math.min(text.length, room)
  if (fits(high)) return prefix(text, high)
  let low = 0
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return prefix(text, low)
}

function prefix(text: string, length: number): string {
  const cut = text.slice(0, length)
  return length < text.length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

/** Bytes as JSON. */
function lengthOf(value: object | string): number {
  return Buffer.byteLength(JSON.stringify(value))
}
