import type { SessionEnding } from '../../../server/src/ports/sip-sessions.ts'
import type { CallEvent } from '../../scenarios/support/switchboard.ts'

/** What can go wrong with calls: SIPp plays `NAME.xml` against the SIP edge, over each of these transports. */
export interface Trouble {
  readonly name: string
  readonly over: readonly ('udp' | 'tcp')[]
  /** Whom SIPp calls: how a Switchboard answers that. */
  readonly calls?: string
  /** The server calls SIPp, and does something once it is told that. */
  readonly called?: {
    readonly when?: CallEvent['kind'] | 'sent'
    readonly does?: 'end' | 'offer'
    /** Has SIPp offer. */
    readonly asksForOffer?: boolean
  }
  /** How the call ended for who took or placed it; null: there was none. */
  readonly ends: SessionEnding | null
}

const BOTH = ['udp', 'tcp'] as const
const UDP = ['udp'] as const
const TCP = ['tcp'] as const

const incoming = (name: string, calls: string, ends: SessionEnding | null, over: Trouble['over'] = BOTH): Trouble => ({
  ...{ name, over, calls, ends },
})
const outgoing = (name: string, called: Trouble['called'], ends: SessionEnding, over: Trouble['over'] = BOTH): Trouble => ({
  ...{ name, over, called: called ?? {}, ends },
})
const HANG_UP = { when: 'confirmed', does: 'end' } as const
const GIVE_UP = { when: 'progress', does: 'end' } as const

export const TROUBLES: readonly Trouble[] = [
  incoming('plain-call', 'anybody', 'bye'),
  incoming('retransmitted-invite', 'ring', 'cancelled', UDP),
  incoming('retransmitted-invite-after-200', 'anybody', 'bye', UDP),
  incoming('lost-ack', 'anybody', 'missing-ack'),
  incoming('late-ack', 'anybody', 'bye'),
  incoming('repeated-ack', 'anybody', 'bye'),
  incoming('lost-200-to-bye', 'anybody', 'bye', UDP),
  incoming('lost-bye', 'hangup', 'bye', UDP),
  incoming('cancel-before-1xx', 'silent', 'cancelled'),
  incoming('cancel-while-ringing', 'ring', 'cancelled'),
  incoming('late-cancel', 'anybody', 'bye'),
  incoming('cancel-of-nothing', 'anybody', null),
  incoming('cancel-with-another-branch', 'ring', 'cancelled'),
  incoming('bye-before-ack', 'anybody', 'bye'),
  incoming('bye-in-early-dialog', 'ring', 'bye'),
  incoming('bye-twice', 'anybody', 'bye'),
  incoming('merged-request', 'ring', 'cancelled'),
  incoming('unknown-in-dialog-method', 'anybody', 'bye'),
  incoming('info-message-refer-notify', 'anybody', 'bye'),
  incoming('options-in-dialog', 'anybody', 'bye'),
  incoming('wrong-cseq', 'anybody', 'bye'),
  incoming('gap-in-cseq', 'anybody', 'bye'),
  incoming('unknown-dialog', 'anybody', null),
  incoming('max-forwards-zero', 'anybody', 'bye'),
  incoming('require-unknown', 'anybody', null),
  incoming('no-contact', 'anybody', null),
  incoming('foreign-body', 'anybody', null),
  incoming('replaces', 'anybody', null),
  incoming('busy', 'busy', 'rejected'),
  incoming('lost-ack-of-refusal', 'busy', 'rejected', UDP),
  incoming('no-ack-of-refusal', 'busy', 'rejected'),
  incoming('expires', 'ring', 'rejected'),
  incoming('compact-names', 'anybody', 'bye'),
  incoming('rport-and-received', 'anybody', 'bye'),
  incoming('hold', 'anybody', 'bye'),
  incoming('re-invite-without-sdp', 'anybody', 'bye'),
  incoming('re-invite-without-answer', 'anybody', 'no-description'),
  incoming('re-invite-refused', 'stubborn', 'bye'),
  incoming('lost-ack-of-re-invite', 'anybody', 'missing-ack'),
  incoming('overlapping-re-invite', 'pensive', 'bye'),
  incoming('cancelled-re-invite', 'pensive', 'bye'),
  incoming('re-invite-glare', 'restless', 'bye'),
  incoming('update', 'anybody', 'bye'),
  incoming('update-glare', 'restless', 'bye'),
  incoming('overlapping-update', 'pensive', 'bye'),
  incoming('prack', 'reliable', 'bye'),
  incoming('prack-missing', 'reliable', 'missing-prack'),
  incoming('prack-late', 'reliable', 'bye', UDP),
  incoming('prack-of-nothing', 'reliable', 'bye'),
  incoming('session-timer-expires', 'anybody', 'expired'),
  incoming('session-timer-refreshed', 'anybody', 'bye'),
  incoming('session-timer-too-small', 'anybody', null),
  incoming('several-messages-in-one-segment', 'anybody', 'bye', TCP),
  incoming('content-length-missing', 'anybody', null, TCP),
  outgoing('answered-call', HANG_UP, 'bye'),
  outgoing('early-media', HANG_UP, 'bye'),
  outgoing('two-hundred-storm', {}, 'bye'),
  outgoing('forked-two-hundred', {}, 'bye'),
  outgoing('late-200-after-cancel', GIVE_UP, 'cancelled'),
  outgoing('given-up', GIVE_UP, 'cancelled'),
  outgoing('given-up-before-1xx', { when: 'sent', does: 'end' }, 'cancelled'),
  outgoing('cancel-ignored', GIVE_UP, 'cancelled'),
  outgoing('redirected', {}, 'rejected'),
  outgoing('never-answered', {}, 'rejected'),
  outgoing('silent-after-100', {}, 'cancelled'),
  outgoing('challenged', HANG_UP, 'bye'),
  outgoing('challenge-loop', {}, 'rejected'),
  outgoing('stale-nonce', HANG_UP, 'bye'),
  outgoing('bye-with-auth', HANG_UP, 'bye'),
  outgoing('bye-unanswered', HANG_UP, 'bye'),
  outgoing('bye-unknown', HANG_UP, 'bye'),
  outgoing('re-invite-lost-dialog', { when: 'confirmed', does: 'offer' }, 'lost'),
  outgoing('answer-missing', {}, 'no-description'),
  outgoing('offer-in-200', { ...HANG_UP, asksForOffer: true }, 'bye'),
  outgoing('session-interval-too-small', HANG_UP, 'bye'),
  outgoing('reliable-183', HANG_UP, 'bye'),
]
