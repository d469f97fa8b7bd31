// Who may describe the session when (RFC 3264, RFC 6337 §2.2): one offer at a time, answered where its message says. The state is plain JSON.
import { trimBlanks } from './field-text.ts'
import { tokensOf } from './list.ts'
import { fieldOf, fieldsOf, type SipMessage } from './message.ts'

export type Side = 'us' | 'peer'

/** Messages that may carry a description. `1xx` is a reliable one; an unreliable one promises nothing. */
export type Carrier = 'INVITE' | '1xx' | '2xx' | 'ACK' | 'PRACK' | 'PRACK-2xx' | 'UPDATE' | 'UPDATE-2xx'

export interface OfferAnswer {
  /** An offer was answered, so that there is a session. */
  readonly agreed: boolean
  /** The offer that is not answered yet. */
  readonly pending: { readonly by: Side; readonly in: Carrier } | null
  /** The INVITE under way. `settled`: its offer is answered, so that further descriptions in its responses say nothing new. */
  readonly invite: { readonly by: Side; readonly settled: boolean } | null
}

/** What a description in a message is. `extra`: neither offer nor answer, to be ignored. */
export type DescriptionRole = 'offer' | 'answer' | 'extra'

/** `offer-pending`: one is not answered yet. `invite-pending`: an INVITE is under way. `unsettled`: the INVITE under way has its offer or answer first. */
export type OfferObstacle = 'offer-pending' | 'invite-pending' | 'unsettled'

export type OfferVerdict =
  | { readonly taken: true }
  /** 491: ours is under way (RFC 3261 §14.2, RFC 3311 §5.2). 500, with Retry-After: an earlier one of the peer's is. */
  | { readonly taken: false; readonly status: 491 | 500 }

export const NO_SESSION: OfferAnswer = { agreed: false, pending: null, invite: null }

/** Where the answer to an offer in such a message is. */
const ANSWERED_IN: Readonly<Record<Carrier, readonly Carrier[]>> = {
  INVITE: ['1xx', '2xx'],
  '1xx': ['PRACK'],
  '2xx': ['ACK'],
  PRACK: ['PRACK-2xx'],
  UPDATE: ['UPDATE-2xx'],
  ACK: [],
  'PRACK-2xx': [],
  'UPDATE-2xx': [],
}

const DESCRIPTION_TYPE = 'application/sdp'
const OTHER: Readonly<Record<Side, Side>> = { us: 'peer', peer: 'us' }

/** An INVITE begins; whether it has an offer is told by describe(). */
export function beginInvite(state: OfferAnswer, by: Side): OfferAnswer {
  return { ...state, invite: { by, settled: false } }
}

/** The INVITE has its final response. What a refused one, or its PRACK, left open is as if never offered (§14.1); the answer to a 2xx comes by ACK. */
export function endInvite(state: OfferAnswer, accepted: boolean): OfferAnswer {
  const open = state.pending !== null && state.pending.in !== 'UPDATE'
  return { ...state, invite: null, pending: open && !accepted ? null : state.pending }
}

/** A request of ours or the peer's with an offer is refused, or nobody answers it: the session stays as it was. */
export function withdrawOffer(state: OfferAnswer): OfferAnswer {
  return { ...state, pending: null }
}

/** What a description in a message of `by` is, and the state after it. */
export function describe(
  state: OfferAnswer,
  by: Side,
  carrier: Carrier,
): { readonly role: DescriptionRole; readonly state: OfferAnswer } {
  const { pending, invite } = state
  if (pending) {
    if (pending.by === by || !ANSWERED_IN[pending.in].includes(carrier)) return { role: 'extra', state }
    const settles = invite !== null && (pending.in === 'INVITE' || pending.in === '1xx')
    return { role: 'answer', state: { agreed: true, pending: null, invite: settles ? { ...invite, settled: true } : invite } }
  }
  return mayBegin(state, by, carrier)
    ? { role: 'offer', state: { ...state, pending: { by, in: carrier } } }
    : { role: 'extra', state }
}

/** What keeps us from an offer in a new request of that method; null where nothing does (RFC 3261 §14.1, RFC 3262 §5, RFC 3311 §5.1). */
export function offerObstacle({ pending, invite }: OfferAnswer, method: 'INVITE' | 'UPDATE' | 'PRACK'): OfferObstacle | null {
  if (method === 'INVITE' && invite) return 'invite-pending'
  if (pending) return 'offer-pending'
  return invite && !invite.settled ? 'unsettled' : null
}

/** Whether a request of the peer's may have its offer now, or, an INVITE, come at all. PRACK is never refused for it (RFC 3262 §5). */
export function judgeOffer({ pending, invite }: OfferAnswer, method: 'INVITE' | 'UPDATE'): OfferVerdict {
  const busy = pending?.by ?? (method === 'INVITE' ? invite?.by : undefined)
  if (busy === undefined) return { taken: true }
  return { taken: false, status: busy === 'us' ? 491 : 500 }
}

/**
 * How long to wait, in ms, before what was refused with 491 is tried again (RFC 3261 §14.1): 2.1 to 4 s for the owner of the Call-ID, who began the
 * dialog, 0 to 2 s for the other, in steps of 10 ms. `random` is from 0 up to, not including, 1.
 */
export function glareInterval(ownsCallId: boolean, random: number): number {
  return ownsCallId ? 2100 + Math.floor(random * 191) * 10 : Math.floor(random * 201) * 10
}

/** The Retry-After of a 500 for overlapping requests: "a randomly chosen value of between 0 and 10 seconds" (§14.2). */
export function overlapRetryAfter(random: number): number {
  return Math.floor(random * 11)
}

/** The session description that is the body of a message; null where there is no body, or one that may be ignored (§20.11). */
export function descriptionOf(message: SipMessage): Uint8Array | null {
  return message.body.length > 0 && isDescribed(message) ? message.body : null
}

/** Whether the message has a body that is no session description, or an encoded one, and must be understood all the same: that is answered 415 (§8.2.3). */
export function hasForeignBody(message: SipMessage): boolean {
  if (message.body.length === 0 || isDescribed(message)) return false
  return !/;[ \t]*handling[ \t]*=[ \t]*"?optional/i.test(fieldOf(message, 'Content-Disposition') ?? '')
}

function isDescribed(message: SipMessage): boolean {
  const [type = ''] = (fieldOf(message, 'Content-Type') ?? '').split(';', 1)
  const encodings = tokensOf(fieldsOf(message, 'Content-Encoding'))
  return trimBlanks(type).toLowerCase() === DESCRIPTION_TYPE && encodings.every((coding) => coding.toLowerCase() === 'identity')
}

function mayBegin({ invite }: OfferAnswer, by: Side, carrier: Carrier): boolean {
  switch (carrier) {
    case 'INVITE':
      return true
    case '1xx':
    case '2xx':
      // Only an INVITE without an offer is answered with one.
      return invite !== null && invite.by === OTHER[by] && !invite.settled
    case 'PRACK':
    case 'UPDATE':
      return invite === null || invite.settled
    case 'ACK':
    case 'PRACK-2xx':
    case 'UPDATE-2xx':
      return false
  }
}
