import type { CallState } from '@weft/client/call'
import type { CallQuality } from '@weft/client/call-figures'
import type { PathKind } from '@weft/client/call-sample'
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

/** The pane of a call. */
export const CALL = {
  section: 'Call',
  reconnecting: 'Connection interrupted. Reconnecting…',
  length: 'Length of the call',
  ownVideo: 'Your own video',
  moveOwnVideo: 'Move your own video: drag it, or use the arrow keys',
  again: 'Call again',
  write: 'Write a message',
  close: 'Close',
  addedVideo: 'has switched the camera on.',
  addMine: 'Show mine too',
  notNow: 'Not now',
  empty: 'No call at the moment',
  emptyHint: 'Choose somebody from the list, or enter an address or a number.',
  noAddress: 'This is no address that can be called.',
  calls: 'Calls that are in progress',
  aside: 'Set aside, hears nothing',
  back: 'Back to the call',
  mute: 'Mute',
  unmute: 'Unmute',
} as const

export const videoOf = (name: string): string => `Video of ${name}`

/** What can be done in a call. */
export const CONTROLS = {
  toolbar: 'Call controls',
  mute: 'Switch the microphone off',
  unmute: 'Switch the microphone on',
  addVideo: 'Switch the camera on',
  darken: 'Switch the camera off',
  removeVideo: 'Stop sending video',
  turn: 'Other camera',
  showScreen: 'Share the screen',
  stopScreen: 'Stop sharing the screen',
  showKeypad: 'Show the keypad',
  hideKeypad: 'Hide the keypad',
  hangUp: 'Hang up',
  sound: 'Choose microphone and speaker',
  camera: 'Choose the camera',
  more: 'More',
  fill: 'Fill the window with the picture',
  fit: 'Show the whole picture',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
  figures: 'Call statistics',
} as const

/** Somebody calls. */
export const INCOMING = {
  section: 'Incoming call',
  audio: 'Incoming call',
  video: 'Incoming video call',
  answer: 'Answer',
  withVideo: 'With video',
  decline: 'Decline',
  setsAside: 'Answering sets the current call aside.',
} as const

/** Whom to call. */
export const DIALER = {
  label: 'Call somebody',
  placeholder: 'Name, address or number',
  suggestions: 'People you may mean',
  invalid: 'Enter an address such as name@example.com, or a number.',
  call: 'Call',
  video: 'Video call',
  showKeypad: 'Show the keypad',
  hideKeypad: 'Hide the keypad',
  asking: 'If the browser asks, allow it to use the microphone.',
  allowing: 'If the browser asks, allow it to use the microphone and the camera.',
} as const

export const KEYPAD = 'Keypad'

const KEY_NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash', '+': 'plus' }

/** How a key is called, where its sign is not read aloud everywhere. */
export const keyWords = (key: string): string => KEY_NAMES[key] ?? key

/** Calls that are over. */
export const HISTORY = {
  title: 'Recent calls',
  all: 'All',
  missed: 'Missed',
  filter: 'Which calls to show',
  empty: 'No calls yet',
  emptyHint: 'Enter above whom to call. Who called, and whom you called, is listed here.',
  noneMissed: 'No missed calls',
  clear: 'Forget all calls',
  more: 'More about this call',
  remove: 'Remove from the list',
  directions: { incoming: 'Incoming', outgoing: 'Outgoing' },
  unanswered: 'Not answered',
  declined: 'Declined',
  missedCall: 'Missed',
} as const

export const callBack = (name: string): string => `Call ${name}`
export const videoCallTo = (name: string): string => `Video call to ${name}`

export const QUALITY: Readonly<Record<CallQuality, string>> = {
  good: 'Good connection',
  fair: 'Weak connection',
  poor: 'Bad connection: others may hear and see you poorly',
  unknown: 'Measuring the connection…',
}

/** The panel of figures. */
export const FIGURES = {
  title: 'Call statistics',
  close: 'Close the statistics',
  roundTrip: 'Round trip',
  path: 'Path',
  sent: 'Sent',
  received: 'Received',
  audio: 'Audio',
  video: 'Video',
  rate: 'Bit rate',
  loss: 'Loss',
  jitter: 'Jitter',
  codec: 'Codec',
  picture: 'Picture',
  none: '–',
  waiting: 'The first figures come in a moment.',
} as const

const PATHS: Readonly<Record<PathKind['kind'], string>> = {
  host: 'direct',
  srflx: 'direct, behind a router',
  prflx: 'direct, behind a router',
  relay: 'through a relay',
}

/** How packets get to the server, with the word that technicians look for. */
export const pathWords = ({ kind, protocol }: PathKind): string => `${PATHS[kind]} (${kind}, ${protocol.toUpperCase()})`
