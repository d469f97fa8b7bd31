// What messages of an INVITE session say besides what their dialog says.

import { contactField } from './dialog.ts'
import type { DigestClient } from './digest-client.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { responseTo } from './response.ts'
import type { SessionTimerSettings } from './session-timer.ts'

export interface SessionSettings {
  /** Our Contact, a SIP URI. */
  readonly contact: string
  /** Whether Contact says that a conference is reached there. */
  readonly isFocus?: boolean
  /** What the user takes within the session besides: methods, and event packages that others may subscribe to (RFC 6665 §8.2.2). */
  readonly methods?: readonly string[]
  readonly events?: readonly string[]
  readonly timer: SessionTimerSettings
  /** Answers challenges of requests of ours; null where they are refused. */
  readonly digest: DigestClient | null
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

const NOTHING = new Uint8Array()

/** What a session understands; requests of other methods within the dialog are handed to the user. */
const METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'PRACK', 'UPDATE']
const SUPPORTED: SipHeaderField = { name: 'Supported', value: '100rel, timer' }

/** What a session says of itself in the messages that say where it is reached. */
export type SelfDescription = Pick<SessionSettings, 'contact' | 'isFocus' | 'methods' | 'events'>

/** The fields of INVITE, UPDATE, and 2xx to them (RFC 3261 §13.2.1, RFC 3311 §5.1). */
export function targetFields({ contact, isFocus, methods = [], events = [] }: SelfDescription): SipHeaderField[] {
  const allow = { name: 'Allow', value: [...METHODS, ...methods].join(', ') }
  const allowEvents = events.length > 0 ? [{ name: 'Allow-Events', value: events.join(', ') }] : []
  return [contactField(contact, isFocus), allow, SUPPORTED, ...allowEvents]
}

/** What a message with that description says of it; nothing without. */
export function contentFields(description: Uint8Array | null): SipHeaderField[] {
  return description ? [{ name: 'Content-Type', value: 'application/sdp' }] : []
}

/** A response with those fields and, where there is one, a description. `toTag` is for requests that have none in their To. */
export function sessionResponse(
  request: SipRequest,
  [status, reason]: readonly [status: number, reason: string],
  parts: {
    readonly toTag?: string | null
    readonly fields?: readonly SipHeaderField[]
    readonly description?: Uint8Array | null
  } = {},
): SipResponse {
  const { toTag = null, fields = [], description = null } = parts
  const response = responseTo(request, status, reason, toTag)
  return {
    ...response,
    headers: [...response.headers, ...fields, ...contentFields(description)],
    body: description ?? NOTHING,
  }
}
