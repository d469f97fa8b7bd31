/** The list of conversations, and finding somebody. */
export const LIST = {
  messages: 'Messages',
  conversations: 'Conversations',
  search: 'Search or new address',
  searchHint: 'Name, address or words of a message',
  clearSearch: 'Clear the search',
  favourites: 'Favourites',
  contacts: 'Contacts',
  found: 'Messages with these words',
  loading: 'Loading messages…',
  empty: 'No conversations yet',
  emptyHint: 'Type the address of somebody above, such as name@example.com, and write the first message.',
  nothingFound: 'Nothing found',
  nothingFoundHint: 'To write to somebody new, type a whole address such as name@example.com.',
  searching: 'Searching messages…',
  draft: 'Draft:',
  writing: 'is writing…',
} as const

export const writeTo = (address: string): string => `Write to ${address}`
export const unreadWords = (count: number): string => `${count} unread`

/** An open conversation. */
export const CONVERSATION = {
  back: 'Back to all conversations',
  none: 'Your messages',
  noneHint: 'Choose a conversation, or search for somebody to write to.',
  empty: 'Nothing has been said yet. Write the first message below.',
  notContact: 'Not in your contacts',
  audioCall: 'Audio call',
  videoCall: 'Video call',
  more: 'More about this conversation',
  addContact: 'Add to contacts',
  editContact: 'Edit contact',
  removeContact: 'Remove from contacts',
  removeConversation: 'Delete conversation',
  toEnd: 'To the newest message',
  newMessages: 'New messages',
  loadingOlder: 'Loading earlier messages…',
  olderFailed: 'Earlier messages could not be read.',
  tryAgain: 'Try again',
  waitingToSend: 'You are offline. What you write is sent as soon as you are back.',
} as const

export const messagesWith = (name: string): string => `Messages with ${name}`
export const newCount = (count: number): string => (count === 1 ? '1 new message' : `${count} new messages`)
/** Said to those who hear the page. */
export const newMessageWords = (name: string, text: string): string => `${name}: ${text}`

/** Where a message is written. */
export const COMPOSER = {
  message: 'Message',
  placeholder: 'Write a message',
  attach: 'Attach files',
  send: 'Send',
  drop: 'Drop files to send them',
} as const

/** How much longer a message may get, or by how much it is too long. */
export const charactersLeft = (left: number): string =>
  left >= 0 ? `${left} characters left` : `Too long by ${-left} characters. Shorten it, or send it as a file.`

/** What can be done with a message. */
export const MESSAGE = {
  menu: 'More about this message',
  copy: 'Copy text',
  picture: 'Picture',
  details: 'Details',
  resend: 'Send again',
  removeOwn: 'Delete for everybody',
  remove: 'Delete here',
  showAll: 'Show all',
  showLess: 'Show less',
  youSaid: 'You:',
  theySaid: 'They:',
} as const

/** Being sure before something is gone. */
export const REMOVAL = {
  cancel: 'Cancel',
  message: 'Delete this message?',
  ownMessageHint: 'It is deleted on all your devices and, if it has not been read elsewhere already, for the other side too.',
  messageHint: 'It is deleted on all your devices. The other side keeps it.',
  conversation: 'Delete this conversation?',
  conversationHint: 'All messages are deleted on all your devices. The other side keeps them.',
  contact: 'Remove this contact?',
  contactHint: 'Messages stay. The address can be added again at any time.',
  delete: 'Delete',
  removeIt: 'Remove',
} as const

/** All that is known of a message. */
export const DETAILS = {
  title: 'Message details',
  close: 'Close',
  from: 'From',
  to: 'To',
  sentAt: 'Sent',
  state: 'State',
  encryption: 'Encryption',
  type: 'Type',
  id: 'Identifier',
} as const
