import type { InvitationStatus } from '@weft/client/conference'
import type { ConferenceEnd, ConferenceEndKind } from '@weft/client/conference-end'
import { RequestFailure } from '@weft/client/request-failure'

/** What oneself is called. */
export const YOU = 'You'

export const BACK_AGAIN = 'The connection was lost for a moment. You are back in the room.'
export const MEDIA_PROBLEMS = {
  sound: 'The microphone could not be changed.',
  picture: 'The picture could not be sent.',
} as const

/** Which room to join, and those one was in before. */
export const ROOM_LIST = {
  label: 'Meet in a room',
  placeholder: 'name of the room',
  hint: 'Whoever joins a room of the same name is there with you.',
  badName: 'The name of a room has letters, digits and dashes.',
  join: 'Join or create',
  now: 'You are in this room',
  recent: 'Recent rooms',
  noRecent: 'Rooms that you were in will be listed here.',
  copyLink: 'Copy the link',
  forget: 'Remove from the list',
  linkCopied: 'The link was copied.',
  linkNotCopied: 'The link could not be copied. It is in the address bar once you are in the room.',
  pick: 'Choose a room, or enter the name of a new one. Whoever joins a room of the same name is there with you.',
  inCall: 'The room waits for the end of the call: it hears and sees nothing of you.',
} as const

export const optionsOfRoom = (name: string): string => `Options for the room ${name}`

/** The door of a room. */
export const LOBBY = {
  label: 'Before you join',
  ready: 'Ready to join?',
  badName: 'No room can have this name.',
  join: 'Join now',
  listenOnly: 'Join to listen',
  close: 'Not now',
  preview: 'Your own picture',
  noPicture: 'Your camera is off',
  level: 'How loud your microphone hears you',
  asking: 'If the browser asks, allow it to use the microphone and the camera.',
  listening: 'Microphone and camera are off: you will hear and see the others.',
  devices: 'Devices',
  connecting: 'Waiting for the server…',
  leavesOther: (name: string): string => `You leave the room ${name} when you join this one.`,
} as const

/** A room that goes on behind what is shown. */
export const ROOM_BAR = {
  label: 'Room',
  inRoom: (name: string): string => `You are in the room ${name}.`,
  lost: (name: string): string => `The connection to the room ${name} was lost. Coming back by itself…`,
  waits: (name: string): string => `The room ${name} waits for the end of the call: it hears and sees nothing of you.`,
  back: 'Back to the room',
  leave: 'Leave',
} as const

export const INVITATION = {
  label: 'Invitation to a room',
  invites: (name: string): string => `${name} invites you to the room`,
  join: 'Join',
  dismiss: 'Dismiss',
} as const

/** The room itself. */
export const ROOM = {
  label: 'Room',
  participants: 'Participants',
  hands: 'Hands up: ',
  minimize: 'Back to everything else; the room goes on',
  dismiss: 'Dismiss',
  joinAgain: 'Join again',
  close: 'Close',
  leave: 'Leave the room',
  rejoining: 'The connection was lost',
  rejoiningHint: 'You come back into the room by itself as soon as the server can be reached.',
  alone: 'Nobody else is here yet.',
  aloneHint: 'Share the link, or invite people, and they meet you here.',
  shareLink: 'Share the link',
  invite: 'Invite people',
  linkCopied: 'The link of the room was copied.',
  linkFailed: 'The link could not be copied. It is the address of this page.',
  previousPage: 'Earlier participants',
  nextPage: 'More participants',
  page: (page: number, pages: number): string => `Page ${page} of ${pages}`,
  dropHere: 'Drop files here to share them with everybody in the room',
} as const

export const CONTROLS = {
  label: 'Room controls',
  microphoneOn: 'Switch the microphone on',
  microphoneOff: 'Switch the microphone off',
  cameraOn: 'Switch the camera on',
  cameraOff: 'Switch the camera off',
  screenOn: 'Show your screen',
  screenOff: 'Stop showing your screen',
  handUp: 'Raise your hand',
  handDown: 'Lower your hand',
  panelOn: 'Show chat, people and files',
  panelOff: 'Hide chat, people and files',
  grid: 'Show everybody alike',
  speaker: 'Show large who speaks',
  fullScreen: 'Full screen',
  noFullScreen: 'Leave full screen',
  more: 'More',
  devices: 'Microphone, camera and speaker',
  shortcuts: 'Keyboard shortcuts',
  unread: 'unread messages',
} as const

/** What keys do in a room, for the help. */
export const ROOM_SHORTCUTS: readonly (readonly [key: string, what: string])[] = [
  ['M', 'Microphone on or off'],
  ['V', 'Camera on or off'],
  ['S', 'Show or hide your screen'],
  ['H', 'Raise or lower your hand'],
  ['C', 'Chat'],
  ['P', 'People'],
  ['F', 'Full screen'],
  ['G', 'Everybody alike, or who speaks large'],
]

/** One participant. */
export const TILE = {
  ownPicture: 'Your own picture',
  pictureOf: (name: string): string => `Picture of ${name}`,
  hand: 'Hand raised, number ',
  muted: 'Muted: ',
  connecting: 'connecting…',
  quality: { fair: 'Connection is weak', poor: 'Connection is bad' },
  optionsFor: (name: string): string => `Options for ${name}`,
  yourself: 'yourself',
} as const

export const MEMBER = {
  pin: 'Enlarge for me',
  unpin: 'Back to the usual size',
  speaker: 'Enlarge for everybody',
  noSpeaker: 'Usual size for everybody',
  mute: 'Mute',
  unmute: 'Ask to speak again',
  lowerHand: 'Lower the hand',
  remove: 'Remove from the room',
  pictureInPicture: 'Show in a window of its own',
} as const

/** What lies beside the participants. */
export const PANEL = {
  label: 'Chat, people and files',
  tabs: { chat: 'Chat', people: 'People', files: 'Files' },
  close: 'Close',
  fresh: 'new',
} as const

export const CHAT = {
  label: 'Chat of the room',
  empty: 'What is said here goes to everybody in the room.',
  you: 'You: ',
  image: 'Sent to the room',
  notSent: 'Not sent',
  sendAgain: 'Send again',
  imageOf: (name: string): string => `Picture ${name}, shared in the room`,
} as const

export const PEOPLE = {
  label: 'People',
  muted: 'Muted',
  invite: 'Invite somebody',
  inviteButton: 'Invite',
  invitePlaceholder: (domain: string): string => `name or name@${domain}`,
  badAddress: 'Enter an address such as name@example.com.',
  invited: 'Invited: ',
  muteAll: 'Mute everybody else',
  inviteAgain: 'Invite again',
} as const

export const FILES = {
  label: 'Files',
  empty: 'No files yet. What is shared here, everybody in the room can fetch.',
  byYou: (size: string): string => `${size}, shared by you`,
  from: (size: string, name: string): string => `${size}, from ${name}`,
  share: 'Share files',
  hint: 'Or drop them anywhere in the room, or paste them into the chat.',
  waiting: 'Waiting…',
  sent: (percent: number): string => `${percent} % sent`,
  abort: (name: string): string => `Do not send ${name}`,
} as const

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
export function roomWords(state: string, others: number): string {
  if (state === 'terminated') return 'Not in the room'
  if (state === 'rejoining') return 'Coming back…'
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
  if (!(error instanceof RequestFailure) || error.kind !== 'refused') return 'The server did not answer. Try again.'
  if (/\bonly moderators\b/i.test(error.message)) return 'Only moderators of this room may do that.'
  if (/\btoo many invitations\b/i.test(error.message))
    return 'Too many invitations at a time. Wait a minute, then invite the others.'
  return `This was refused: ${error.message}`
}

/** Names that are said one by one; more are counted. */
const MOST_NAMES = 3

/** Who has come, gone and raised a hand, in one sentence for those who hear the page; `""` where nobody has. */
export function comingAndGoing(come: readonly string[], gone: readonly string[], hands: readonly string[]): string {
  const said = [
    come.length > 0 && `${people(come)} joined`,
    gone.length > 0 && `${people(gone)} left`,
    hands.length > 0 && `${people(hands)} raised ${hands.length === 1 ? 'a hand' : 'hands'}`,
  ].filter((part) => part !== false)
  return said.length === 0 ? '' : `${said.join('; ')}.`
}

function people(names: readonly string[]): string {
  if (names.length > MOST_NAMES) return `${names.length} people`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
