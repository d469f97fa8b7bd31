// Which transaction a message belongs to (RFC 3261 §17.1.3, §17.2.3). Keys are strings: equal keys, same transaction.
//
// Branches are compared without case, as tokens are (§7.3.1); what a key holds is otherwise what the message says.

import { fieldOf, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { cseqOf, tagOf, topViaOf, topViaText } from './message-identity.ts'
import { parameterOf } from './parameters.ts'
import type { Via } from './via.ts'

/** What a branch begins with that is unique (§8.1.1.7). RFC 2543 clients send others, or none. */
const COOKIE = 'z9hg4bk'

/**
 * The client transaction that a response answers, or that a request of ours begins (§17.1.3): top branch and method of the CSeq, since CANCEL has the
 * branch of what it cancels. Null where the message lacks them.
 */
export function clientKeyOf(message: SipMessage): string | null {
  const branch = branchOf(topViaOf(message))
  const method = cseqOf(message)?.method
  return branch && method ? `${branch} ${method}` : null
}

/**
 * The server transaction of a request (§17.2.3); that of the INVITE for an ACK with the branch of RFC 3261. Null where the message lacks what it
 * takes. An RFC 2543 client's ACK has a key of its own, which is ackKeyOf() of the INVITE and its final response.
 */
export function serverKeyOf(request: SipRequest): string | null {
  if (request.method !== 'ACK') return keyFor(request, request.method)
  return branchKey(request, 'INVITE') ?? oldKey(request, 'ACK', tagOf(fieldOf(request, 'To')))
}

/** The server transaction of the INVITE that a CANCEL is for (§9.2). */
export function cancelledKeyOf(cancel: SipRequest): string | null {
  return keyFor(cancel, 'INVITE')
}

/**
 * The key of the ACK that an RFC 2543 client will send for that final response, "the To tag of the ACK is equal to the To tag of the response"
 * (§17.2.3); null where the ACK has the key of the INVITE.
 */
export function ackKeyOf(invite: SipRequest, response: SipResponse): string | null {
  return branchKey(invite, 'INVITE') ? null : oldKey(invite, 'ACK', tagOf(fieldOf(response, 'To')))
}

function keyFor(request: SipRequest, method: string): string | null {
  return branchKey(request, method) ?? oldKey(request, method, tagOf(fieldOf(request, 'To')))
}

function branchKey(request: SipRequest, method: string): string | null {
  const via = topViaOf(request)
  const branch = branchOf(via)
  // A branch that is the cookie and nothing else identifies nothing (RFC 4475 §3.2.1): such a request is taken for one of RFC 2543.
  if (!via || !branch?.startsWith(COOKIE) || branch.length === COOKIE.length) return null
  return `${branch} ${via.host}:${via.port ?? ''} ${method}`
}

function branchOf(via: Via | null): string | null {
  return (via && parameterOf(via.parameters, 'branch')?.toLowerCase()) || null
}

/** §17.2.3, "If the branch parameter … is not present, or does not contain the magic cookie". A line break cannot be in what it is made of. */
function oldKey(request: SipRequest, method: string, toTag: string | null): string | null {
  const via = topViaText(request)
  const callId = fieldOf(request, 'Call-ID')
  const cseq = cseqOf(request)
  if (via === null || callId === null || !cseq) return null
  const fromTag = tagOf(fieldOf(request, 'From'))
  return [method, request.uri, toTag ?? '', fromTag ?? '', callId, cseq.number, via].join('\n')
}
