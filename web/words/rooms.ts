import type { ConferenceState, InvitationStatus } from '@weft/client/conference'
import type { ConferenceEnd, ConferenceEndKind } from '@weft/client/conference-end'
import { RequestFailure } from '@weft/client/request-failure'

const ROOM_ENDS: Record<Exclude<ConferenceEndKind, 'failed'>, string> = {
  left: 'You have left the room.',
  removed: 'You were removed from the room.',
  'not-allowed': 'You are not allowed to join this room. Ask whoever invited you to let you in.',
  'no-name': 'A room cannot be called so. Choose a name of letters, digits and dashes.',
  full: 'The room is full. Try again once somebody has left.',
  unavailable: 'The server has no place for sound and pictures at the moment. Try again in a little while.',
  media: 'Sound and picture could not be connected. A firewall may be in the way; another network may help.',
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
