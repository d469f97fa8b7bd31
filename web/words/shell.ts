/** The parts of the page, as the rail and the headings call them. */
export const SECTIONS = { chats: 'Chats', calls: 'Calls', rooms: 'Rooms', settings: 'Settings' } as const

export const PAGE = {
  navigation: 'Parts of the page',
  account: 'Your account',
  logOut: 'Sign out',
  newer: 'There is a newer version of this page.',
  newerLater: 'There is a newer version of this page; reload it after the call.',
  reload: 'Reload',
  away: 'The server cannot be reached. Trying again by itself…',
  loading: 'Loading…',
  loadFailed: 'This part of the page could not be loaded. Check the connection, then try again.',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  back: 'Back',
} as const

/** How much there is new in a part of the page, after its name. */
export const newWords = (news: number): string => `, ${news} new`
