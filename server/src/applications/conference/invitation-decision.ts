import type { MsrpProtocol } from '@weft/protocols/sdp/msrp-media'
import type { SessionDescription } from '@weft/protocols/sdp/session-description'
import type { RoomAccess } from '../../core/room-access.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import { judgeOffer, type OfferedStreams } from './offer-decision.ts'
import { notAcceptable } from './refusals.ts'

/** What matters of an INVITE to a room. */
export interface AskedInvitation {
  /** Whether it wants to take the place of another call (RFC 3891). */
  readonly replaces: boolean
  /** Null: the other side wants to be offered something. `malformed`: it is no session description. */
  readonly offer: SessionDescription | 'malformed' | null
  readonly access: RoomAccess
  /** Sessions that are there or being set up: of that user, and all. */
  readonly sessions: { readonly ofUser: number; readonly all: number }
}

export interface InvitationLimits {
  /** Devices of one user in one room, and all sessions. */
  readonly perUser: number
  readonly all: number
}

export type InvitationVerdict =
  | { readonly take: false; readonly answer: SipAnswer; readonly reason: string }
  /** `streams` are those that can be taken; null where we are to offer. */
  | { readonly take: true; readonly offer: SessionDescription; readonly streams: OfferedStreams }
  | { readonly take: true; readonly offer: null }

/** Seconds after which somebody may try again where there are too many. */
const RETRY_AFTER = { name: 'Retry-After', value: '10' }

/** Whether an INVITE is taken, in the order of msrp-conference §3.1. */
export function judgeInvitation(
  { replaces, offer, access, sessions }: AskedInvitation,
  protocols: readonly MsrpProtocol[],
  limits: InvitationLimits,
): InvitationVerdict {
  if (replaces) return refused({ status: 403, reason: 'Replaces Not Allowed' }, 'replaces')
  if (offer === 'malformed') return refused({ status: 400, reason: 'Malformed Session Description' }, 'bad-description')
  const verdict = offer && judgeOffer(offer, protocols)
  if (verdict && !verdict.accept) return refused(notAcceptable(verdict.reason), verdict.reason)
  if (!access.allowed) return refused({ status: 403 }, access.reason)
  if (sessions.all >= limits.all) return refused({ status: 503, headers: [RETRY_AFTER] }, 'too-many-sessions')
  if (sessions.ofUser >= limits.perUser) return refused({ status: 486, headers: [RETRY_AFTER] }, 'too-many-devices')
  return offer && verdict ? { take: true, offer, streams: verdict.streams } : { take: true, offer: null }
}

function refused(answer: SipAnswer, reason: string): InvitationVerdict {
  return { take: false, answer, reason }
}
