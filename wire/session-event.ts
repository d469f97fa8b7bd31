import * as z from 'zod/mini'
import { sessionDispositionEvent } from './disposition.ts'
import { sessionEvent } from './envelope.ts'
import { incomingHeaders } from './header.ts'
import { sessionMessageEvent } from './message.ts'
import { field } from './model.ts'

const callId = field(z.optional(z.string()), 'SIP Call-ID, where it is known.')

const progressStateEvent = sessionEvent(
  'state',
  'SessionProgressEvent',
  {
    description:
      '`progress`: the INVITE is out. `ringing`: 180. `established`: media flows; it may come before `accepted` when there was early media.',
  },
  { state: z.enum(['progress', 'ringing', 'established']), call_id: callId },
)

const proceedingStateEvent = sessionEvent(
  'state',
  'SessionProceedingEvent',
  { description: 'A provisional response other than 180, without SDP.' },
  { state: z.literal('proceeding'), code: field(z.int(), 'SIP status, 1xx.'), call_id: callId },
)

const earlyMediaStateEvent = sessionEvent(
  'state',
  'SessionEarlyMediaEvent',
  { description: 'The other side plays something before it answers.' },
  { state: z.literal('early-media'), sdp: field(z.string(), 'The answer.'), call_id: field(z.string(), 'SIP Call-ID.') },
)

const acceptedStateEvent = sessionEvent(
  'state',
  'SessionAcceptedEvent',
  { description: 'The call is answered.' },
  {
    state: z.literal('accepted'),
    // A second answer is an InvalidStateError in the browser and ends the call.
    sdp: field(z.optional(z.string()), 'The answer. Absent for incoming calls, and after `early-media`.'),
    call_id: callId,
    headers: incomingHeaders,
  },
)

const terminatedStateEvent = sessionEvent(
  'state',
  'SessionTerminatedEvent',
  { description: 'The call is over. Exactly one per call, and nothing after it.' },
  {
    state: z.literal('terminated'),
    // Apps look for digits in it: "200" anywhere counts as a normal end.
    reason: field(z.optional(z.string()), '`<SIP code> <phrase>`, or a text when it did not end by SIP.'),
    call_id: callId,
  },
)

/** How a call goes. */
export const sessionStateEvent = z.discriminatedUnion('state', [
  progressStateEvent,
  proceedingStateEvent,
  earlyMediaStateEvent,
  acceptedStateEvent,
  terminatedStateEvent,
])
export type SessionStateEvent = z.infer<typeof sessionStateEvent>

const updateReceivedEvent = sessionEvent(
  'update',
  'SessionUpdateReceivedEvent',
  { description: 'The other side offers new media. Answer with `session-update`.' },
  { state: z.literal('received'), sdp: field(z.string(), 'The offer.') },
)

const updateAcceptedEvent = sessionEvent(
  'update',
  'SessionUpdateAcceptedEvent',
  { description: 'The other side has accepted the offer of `session-update`.' },
  { state: z.literal('accepted'), sdp: field(z.string(), 'The answer.') },
)

const updateFailedEvent = sessionEvent(
  'update',
  'SessionUpdateFailedEvent',
  { description: 'The other side has refused the offer of `session-update`. The call goes on as it was.' },
  { state: z.literal('failed'), reason: field(z.string(), '`<SIP code> <phrase>`.') },
)

/** How a change of a call's media goes. */
export const sessionUpdateEvent = z.discriminatedUnion('state', [updateReceivedEvent, updateAcceptedEvent, updateFailedEvent])
export type SessionUpdateEvent = z.infer<typeof sessionUpdateEvent>

export const anySessionEvent = z.discriminatedUnion('event', [
  sessionStateEvent,
  sessionUpdateEvent,
  sessionMessageEvent,
  sessionDispositionEvent,
])
export type SessionEvent = z.infer<typeof anySessionEvent>
