import * as z from 'zod/mini'
import { account } from './account.ts'
import { aor } from './aor.ts'
import { iceCandidates } from './candidate.ts'
import { request } from './envelope.ts'
import { outgoingHeaders } from './header.ts'
import { field } from './model.ts'
import { sdp } from './sdp.ts'
import { identifier, lengthText } from './text.ts'

const session = field(identifier, 'The call.')

export const sessionCreateRequest = request(
  'session-create',
  'SessionCreateRequest',
  {
    description: 'Calls somebody. The account need not be registered.',
    effect: '`state` events of the session: `progress`, then as the call goes.',
    errors: ['Session ID <session> already in use', 'Unknown account specified: <account>', 'DNS lookup error: <detail>'],
  },
  {
    session: field(identifier, 'A new uuid that names the call from now on.'),
    account,
    uri: field(aor, 'Whom to call.'),
    sdp: field(sdp, 'The offer.'),
    headers: outgoingHeaders,
  },
)

export const sessionAnswerRequest = request(
  'session-answer',
  'SessionAnswerRequest',
  {
    description: 'Answers an incoming call.',
    effect: '`state` `accepted` without `sdp`, then `established`.',
    errors: [
      'Unknown session <session>',
      'Cannot answer outgoing session <session>',
      'Invalid state for answering session <session>: <state>',
    ],
  },
  { session, sdp: field(sdp, 'The answer.'), headers: outgoingHeaders },
)

export const sessionTrickleRequest = request(
  'session-trickle',
  'SessionTrickleRequest',
  {
    description: 'Hands over ICE candidates. May come before the call is answered, and is tolerated shortly after its end.',
    errors: ['Unknown session <session>', 'Session <session> is terminated'],
  },
  { session, candidates: iceCandidates },
)

export const sessionTerminateRequest = request(
  'session-terminate',
  'SessionTerminateRequest',
  {
    description: 'Ends a call: declines, cancels or hangs up.',
    effect: '`state` `terminated`.',
    errors: ['Unknown session <session>', 'Invalid state for terminating session <session>: <state>'],
  },
  { session },
)

export const sessionUpdateRequest = request(
  'session-update',
  'SessionUpdateRequest',
  {
    description: 'Offers new media within a call, or answers the offer of an `update` event.',
    effect: 'For an offer: `update` `accepted` or `failed`. For an answer: nothing more.',
    errors: ['Unknown session <session>', 'Invalid state for updating session <session>: <state>'],
  },
  { session, sdp: field(sdp, 'The offer, or the answer.'), headers: outgoingHeaders },
)

const MAX_DIGITS = 64

/** DTMF as RTCDTMFSender.insertDTMF takes it (W3C WebRTC), its pause (a comma) included; comes out in upper case. */
const digits = z
  .string()
  .check(
    z.maxLength(MAX_DIGITS, { error: lengthText(1, MAX_DIGITS), abort: true }),
    z.minLength(1, { error: lengthText(1, MAX_DIGITS), abort: true }),
    z.toUpperCase(),
    z.regex(/^[0-9A-D*#,]+$/),
  )

export const sessionDtmfInfoRequest = request(
  'session-dtmf-info',
  'SessionDtmfInfoRequest',
  {
    description: 'Presses keys.',
    effect: 'A SIP INFO `application/dtmf-relay` for each key.',
    errors: ['Unknown session <session>', 'Invalid state session <session>: <state> for DTMF info'],
  },
  {
    session,
    digit: field(digits, 'One key or several, `0`-`9` `A`-`D` `*` `#`; a comma, a pause in browsers, is passed over.'),
    duration: field(z.nullish(z.int().check(z.minimum(0), z.maximum(60_000))), 'Milliseconds a key; 0 or absent: the default.'),
  },
)
