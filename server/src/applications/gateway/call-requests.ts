import type { SipHeader } from '@weft/wire/header'
import type { SipHeaders } from '../../ports/sip-calls.ts'
import { cpimOf } from './dialog-messages.ts'
import { outgoingHeaders } from './outgoing-headers.ts'
import type { RequestContext, RequestHandlers } from './request-handlers.ts'

/** Only an offer leaves the choice of the DTLS role open (RFC 8842 §5.2). */
const MUST_BE_OFFER = /^a=setup:actpass\r?$/m

/** Characters of a client's own words in one line of the log. */
const LONGEST_LOGGED = 200

/** Calls: making, answering, updating and ending them, and what is sent within them (sylkrtc-protocol §2.4). */
export const callRequests: RequestHandlers<
  | 'session-create'
  | 'session-answer'
  | 'session-trickle'
  | 'session-terminate'
  | 'session-update'
  | 'session-message'
  | 'session-dtmf-info'
> = {
  'session-create': (context, { session, account, uri, sdp, headers }) =>
    context.connection.dial({ session, account, target: uri, sdp, headers: headersOf(context, headers) }),

  'session-answer': (context, { session, sdp, headers }) =>
    context.connection.call(session).answer(sdp, headersOf(context, headers)),

  'session-trickle': ({ connection }, { session, candidates }) =>
    connection.trickle(
      session,
      candidates.map(({ candidate, sdpMid, sdpMLineIndex }) => ({
        candidate,
        sdpMid: sdpMid ?? null,
        sdpMLineIndex: sdpMLineIndex ?? null,
      })),
    ),

  'session-terminate': ({ connection }, { session }) => connection.call(session).terminate(),

  'session-update': (context, { session, sdp, headers }) =>
    context.connection.call(session).update(sdp, headersOf(context, headers), MUST_BE_OFFER.test(sdp)),

  'session-message': ({ connection, stamp }, request) => {
    const call = connection.call(request.session)
    const cpim = cpimOf(request, connection.account(call.account).party, call.peer, stamp)
    return call.sendMessage({ id: request.message_id, timestamp: cpim.timestamp }, 'message/cpim', cpim.text)
  },

  'session-dtmf-info': ({ connection }, { session, digit, duration }) =>
    connection.call(session).sendDtmf(digit, duration || null),
}

function headersOf({ log }: RequestContext, given: readonly SipHeader[] | null | undefined): SipHeaders {
  const { headers, refused } = outgoingHeaders(given)
  if (refused.length > 0) log.info('headers of a client left out', { names: refused.join(' ').slice(0, LONGEST_LOGGED) })
  return headers
}
