export const NOTIFICATIONS = {
  call: 'Incoming call',
  videoCall: 'Incoming video call',
  message: 'New message',
  offer: 'Hear of calls and messages while this page is in the background?',
  accept: 'Turn on',
  decline: 'Not now',
} as const

export const invites = (room: string): string => `Invites you to the room ${room}`

/** The title of the page: what is new first, as tabs are narrow. */
export const titleWords = (page: string, section: string, unread: number): string =>
  `${unread === 0 ? '' : `(${unread}) `}${section === '' ? page : `${section} – ${page}`}`
export const callingTitle = (name: string, page: string): string => `${name} is calling – ${page}`
export const invitingTitle = (name: string, page: string): string => `${name} invites you – ${page}`
