import type { AccountState } from '@weft/client/account'
import type { CallState, Party } from '@weft/client/call'
import type { Cause, CauseKind } from '@weft/client/cause'
import type { MessageState } from '@weft/client/message'
import type { ServerState } from './phone.ts'

/** What a person is called: by name if there is one, otherwise by address. */
export const nameOf = (party: Party): string => (party.displayName === '' ? party.uri : party.displayName)

const REGISTRATION_FAILURES: Partial<Record<CauseKind, string>> = {
  credentials: 'Wrong account or password.',
  forbidden: 'The phone server does not allow this account.',
  'not-found': 'The phone server does not know this account.',
  'no-answer': 'The phone server does not answer.',
  unreachable: 'The phone server cannot be reached.',
}

/** Why a registration failed, in plain words. */
export function registrationFailure(cause: Cause): string {
  const known = REGISTRATION_FAILURES[cause.kind]
  return known ?? (cause.text === '' ? 'Registration failed.' : `Registration failed: ${cause.text}`)
}

/** What the account's state means for who uses it, in a few words. */
export function registrationWords(server: ServerState, account: AccountState | null): string {
  if (server !== 'ready') return server === 'away' ? 'No connection, retrying…' : 'Connecting…'
  switch (account?.kind) {
    case undefined:
      return 'Not logged in'
    case 'registered':
      return 'Registered'
    case 'added':
      return 'Not registered'
    case 'failed':
      return registrationFailure(account.cause)
    default:
      return 'Registering…'
  }
}

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

const MESSAGE_STATES: Record<MessageState, string> = {
  pending: 'Sending…',
  accepted: 'Sent',
  failed: 'Not sent',
  delivered: 'Delivered',
  displayed: 'Read',
  error: 'Could not be shown',
  forbidden: 'Refused',
  received: '',
}

/** How far a message of one's own has come; `reason` is what was said of a failure. */
export function messageWords(state: MessageState, reason: string): string {
  const words = MESSAGE_STATES[state]
  return state === 'failed' && reason !== '' ? `${words}: ${reason}` : words
}

/** A length of time as `m:ss`, with hours in front where there are any. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (count: number): string => String(count).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
