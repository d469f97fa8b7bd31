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
  readonly timer: SessionTimerSettings
  /** Answers challenges of requests of ours; null where they are refused. */
  readonly digest: DigestClient | null
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

const NOTHING = new Uint8Array()

/** What a session understands; requests of other methods within the dialog are handed to the user. */
const CAPABILITIES: readonly SipHeaderField[] = [
  { name: 'Allow', value: 'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE' },
  { name: 'Supported', value: '100rel, timer' },
]

/** The fields of INVITE, UPDATE, and 2xx to them (RFC 3261 §13.2.1, RFC 3311 §5.1). */
export function targetFields({ contact, isFocus }: Pick<SessionSettings, 'contact' | 'isFocus'>): SipHeaderField[] {
  return [contactField(contact, isFocus), ...CAPABILITIES]
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
