import type { AccountState } from '@weft/client/account'
import type { CallState, Party } from '@weft/client/call'
import type { Cause, CauseKind } from '@weft/client/cause'
import type { ConferenceState, InvitationStatus } from '@weft/client/conference'
import type { ConferenceEnd, ConferenceEndKind } from '@weft/client/conference-end'
import type { MessageState } from '@weft/client/message'
import { RequestFailure } from '@weft/client/request-failure'
import type { ServerState } from './server-state.ts'

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

const ROOM_ENDS: Record<Exclude<ConferenceEndKind, 'failed'>, string> = {
  left: 'You have left the room.',
  removed: 'You were removed from the room.',
  'not-allowed': 'You are not allowed to join this room.',
  media: 'Audio and video could not be connected.',
  'connection-lost': 'The connection to the server was lost.',
}

/** Why somebody is no longer in a room or, where `joined` is false, never was, in plain words. */
export function roomEnd({ kind, text }: ConferenceEnd, joined: boolean): string {
  if (kind !== 'failed') return ROOM_ENDS[kind]
  const what = joined ? 'You are no longer in the room.' : 'The room could not be joined.'
  return text === '' ? what : `${what} The server says: ${text}`
}

/** How one stands with a room, in a few words; `others` are those who are there as well. */
export function roomWords(state: ConferenceState['kind'], others: number): string {
  if (state === 'terminated') return 'Not in the room'
  if (state === 'joining' || state === 'progress') return 'Joining…'
  return others === 0 ? 'Nobody else is here yet' : `${others + 1} people`
}

/** Tells that the own microphone was switched off, or may be switched on again, by somebody; `by` is `""` when nobody knows who. */
export function muteNotice(muted: boolean, by: string, everybody: boolean): string {
  const who = by === '' ? 'Somebody' : by
  if (!muted) return `${who} asks you to speak again. Switch your microphone on when you are ready.`
  return `${who} asked ${everybody ? 'everybody' : 'you'} to mute. Your microphone is off.`
}

const INVITATIONS: Record<InvitationStatus['state'], string> = {
  progress: 'is being told…',
  success: 'has joined',
  failed: 'cannot be reached',
}

/** What has become of an invitation, in a few words. */
export const invitationWords = (state: InvitationStatus['state']): string => INVITATIONS[state]

/** Why the room or the server did not do something, in plain words. */
export function refusal(error: unknown): string {
  if (error instanceof RequestFailure && error.kind === 'refused') return `This was refused: ${error.message}`
  return 'The server did not answer. Try again.'
}

/** Why a file could not be shared. */
export function fileFailure(name: string, error: unknown): string {
  if (error instanceof RequestFailure && error.kind === 'refused')
    return error.message.startsWith('413') ? `${name} is too large for this room.` : `${name} was refused: ${error.message}`
  return `${name} could not be sent. Try again.`
}

/** The size of a file, to three digits at most. @param bytes */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const size = bytes / 1000 ** step
  return `${step === 0 || size >= 99.95 ? Math.round(size) : Number(size.toFixed(1))} ${units[step]}`
}

/** Who is writing, in a few words; `""` when nobody is. */
export function writingWords(names: readonly string[]): string {
  const [first, second] = names
  if (first === undefined) return ''
  if (second === undefined) return `${first} is writing…`
  return names.length === 2 ? `${first} and ${second} are writing…` : `${names.length} people are writing…`
}
