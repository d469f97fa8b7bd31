import type { SipHeaders, SipParty } from '../../../ports/sip-calls.ts'
import type { Jsep } from '../frame.ts'
import { asInteger, asObject, asText, type JsonObject } from '../json.ts'

/** What Janus' SIP plugin tells on a handle. `callId` is "" where it leaves it out, `sdp` null where no session description came along. */
export type SipEvent =
  | { readonly kind: 'registering' }
  /** `masterId` is what helpers name to join this handle. */
  | { readonly kind: 'registered'; readonly masterId: number | null; readonly helper: boolean }
  | { readonly kind: 'registration-failed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'unregistered' }
  | { readonly kind: 'calling' }
  /** 180 or 183 without SDP. A `proceeding` with the code always follows. */
  | { readonly kind: 'ringing' }
  | { readonly kind: 'proceeding'; readonly code: number }
  /** 180 or 183 with SDP. */
  | { readonly kind: 'progress'; readonly callId: string; readonly sdp: string | null }
  /** A 2xx: to our INVITE, to our re-INVITE, or our own. */
  | { readonly kind: 'accepted'; readonly callId: string; readonly headers: SipHeaders; readonly sdp: string | null }
  | {
      readonly kind: 'incoming-call'
      readonly callId: string
      readonly caller: SipParty
      readonly headers: SipHeaders
      readonly sdp: string | null
    }
  /** A re-INVITE. */
  | { readonly kind: 'updating-call'; readonly sdp: string | null }
  | { readonly kind: 'missed-call'; readonly caller: SipParty }
  | { readonly kind: 'hangup'; readonly code: number; readonly reason: string; readonly elsewhere: boolean }
  | { readonly kind: 'message'; readonly sender: SipParty; readonly contentType: string; readonly content: string }
  | { readonly kind: 'message-delivery'; readonly code: number; readonly reason: string }
  /** That a request was taken, or something nobody here needs. */
  | { readonly kind: 'other'; readonly name: string }

/** Reads the plugin's data (janus_sip.c of Janus 1.1.2; its documentation leaves out half). Never throws. */
export function readSipEvent(data: JsonObject, jsep: Jsep | null): SipEvent {
  const result = asObject(data.result) ?? {}
  const name = asText(result.event) ?? ''
  const callId = asText(data.call_id) ?? asText(result.call_id) ?? ''
  const code = asInteger(result.code) ?? 0
  const reason = asText(result.reason) ?? ''
  const sdp = jsep?.sdp ?? null
  switch (name) {
    case 'registering':
    case 'unregistered':
    case 'calling':
    case 'ringing':
      return { kind: name }
    case 'registered':
      return { kind: name, masterId: asInteger(result.master_id), helper: result.helper === true }
    case 'registration_failed':
      return { kind: 'registration-failed', code, reason }
    case 'proceeding':
      return { kind: name, code }
    case 'progress':
      return { kind: name, callId, sdp }
    case 'accepted':
      return { kind: name, callId, headers: readHeaders(result.headers), sdp }
    case 'incomingcall':
      return {
        kind: 'incoming-call',
        callId,
        caller: readParty(result.username, result.displayname),
        headers: readHeaders(result.headers),
        sdp,
      }
    case 'updatingcall':
      return { kind: 'updating-call', sdp }
    case 'missed_call':
      return { kind: 'missed-call', caller: readParty(result.caller, result.displayname) }
    case 'hangup':
      return { kind: name, code, reason, elsewhere: saysElsewhere(result) }
    case 'message':
      return readMessage(result)
    case 'messagedelivery':
      return { kind: 'message-delivery', code, reason }
    default:
      return { kind: 'other', name }
  }
}

function readMessage(result: JsonObject): SipEvent {
  const sender = readParty(result.sender, result.displayname)
  // Content that is no UTF-8 does not survive Janus' JSON, and content without a type means nothing.
  const content = asText(result.content)
  const contentType = asText(result.content_type)
  if (content === null || contentType === null) return { kind: 'other', name: 'message' }
  return { kind: 'message', sender, contentType, content }
}

/** RFC 3326 §2: a CANCEL says `Reason: SIP;cause=200;text="Call completed elsewhere"` when another branch of a fork answered. */
function saysElsewhere(result: JsonObject): boolean {
  const protocol = asText(result.reason_header_protocol) ?? ''
  return protocol.toUpperCase() === 'SIP' && asText(result.reason_header_cause) === '200'
}

function readHeaders(headers: unknown): SipHeaders {
  const pairs = Object.entries(asObject(headers) ?? {})
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

function readParty(uri: unknown, displayName: unknown): SipParty {
  return { uri: withoutScheme(asText(uri) ?? ''), displayName: unquoted(asText(displayName) ?? '') }
}

/** `user@host` of `sip:user@host;user=phone?Subject=x`. */
function withoutScheme(uri: string): string {
  const address = uri.replace(/^sips?:/i, '')
  const host = address.indexOf('@') + 1
  return address.slice(0, host) + address.slice(host).replace(/[;?].*$/s, '')
}

/** The display name as the plugin hands it through is still in its quotes (RFC 3261 §25.1 quoted-string). */
function unquoted(name: string): string {
  const quoted = /^"(.*)"$/s.exec(name)
  return (quoted?.[1]?.replaceAll(/\\(.)/gs, '$1') ?? name).trim()
}
