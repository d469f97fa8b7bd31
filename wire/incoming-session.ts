import * as z from 'zod/mini'
import { accountEvent } from './envelope.ts'
import { incomingHeaders } from './header.ts'
import { identity } from './identity.ts'
import { field } from './model.ts'

/** Somebody calls the account. */
export const incomingSessionEvent = accountEvent(
  'incoming-session',
  'IncomingSessionEvent',
  { description: 'Somebody calls. Answer with `session-answer`, decline with `session-terminate`.' },
  {
    session: field(z.string(), 'Names the call from now on: the MD5 of the SIP Call-ID, printed 8-4-4-4-12.'),
    originator: field(identity, 'Who calls.'),
    sdp: field(z.string(), 'The offer.'),
    call_id: field(z.string(), 'SIP Call-ID.'),
    headers: incomingHeaders,
  },
)
export type IncomingSessionEvent = z.infer<typeof incomingSessionEvent>

/** Somebody called the account in vain. */
export const missedSessionEvent = accountEvent(
  'missed-session',
  'MissedSessionEvent',
  { description: 'A call was given up before it was answered. Follows `terminated` when the call was announced.' },
  { originator: field(identity, 'Who called.') },
)
export type MissedSessionEvent = z.infer<typeof missedSessionEvent>
