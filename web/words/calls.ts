import type { CallState } from '@weft/client/call'
import type { Cause, CauseKind } from '@weft/client/cause'

const CALL_ENDS: Record<CauseKind, string> = {
  'hung-up': 'Call ended.',
  cancelled: 'The call was cancelled.',
  busy: 'Busy.',
  declined: 'The call was declined.',
  'no-answer': 'No answer, or not available now.',
  'not-found': 'There is nobody with this address.',
  forbidden: 'This call is not allowed.',
  credentials: 'The phone server does not accept this account.',
  'not-acceptable': 'The other side cannot take this kind of call.',
  unreachable: 'The other side’s server cannot be reached.',
  media: 'Audio and video could not be connected.',
  'connection-lost': 'The connection to the server was lost.',
  failed: 'The call failed.',
}

/** Why a call ended, in plain words. */
export function callEnd(cause: Cause): string {
  return cause.kind === 'failed' && cause.text !== '' ? `The call failed: ${cause.text}` : CALL_ENDS[cause.kind]
}

const CALL_STATES: Record<Exclude<CallState['kind'], 'terminated'>, string> = {
  incoming: 'Incoming call',
  calling: 'Calling…',
  progress: 'Calling…',
  ringing: 'Ringing…',
  'early-media': 'Not answered yet',
  answering: 'Connecting…',
  accepted: 'Connecting audio…',
  established: 'In call',
}

/** How a call stands, in a few words. */
export const callWords = (state: CallState): string =>
  state.kind === 'terminated' ? callEnd(state.cause) : CALL_STATES[state.kind]
