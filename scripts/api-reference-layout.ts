/** One page of the API reference: what stands on it, in the order it is read. */
export interface Page {
  readonly file: string
  readonly title: string
  readonly intro: string
  /** Names of requests. */
  readonly requests: readonly string[]
  /** `sylkrtc` of a server message, followed by `/` and its `event` where it has one. */
  readonly messages: readonly string[]
}

export const PAGES: readonly Page[] = [
  {
    file: 'connection',
    title: 'Connection',
    intro:
      'What every connection has, whoever uses it: the greeting, the two answers, the sign of life, and the directory of keys.',
    requests: ['ping', 'lookup-public-key'],
    messages: ['ready-event', 'ack', 'error', 'lookup-public-key-event'],
  },
  {
    file: 'account',
    title: 'Accounts and registration',
    intro:
      'An account is added to a connection before anything else is done in its name. Guests stop there: they may call and join rooms. To be called, and for messages and the address book, the account registers.',
    requests: ['account-add', 'account-remove', 'account-devicetoken', 'account-register', 'account-unregister'],
    messages: ['account-event/registration-state'],
  },
  {
    file: 'session',
    title: 'Calls',
    intro:
      'A session is one call. The caller chooses its name; an incoming call brings its own. Candidates trickle from client to server only: the session descriptions a server sends are complete.',
    requests: [
      'session-create',
      'session-answer',
      'session-trickle',
      'session-terminate',
      'session-update',
      'session-message',
      'session-dtmf-info',
    ],
    messages: [
      'account-event/incoming-session',
      'account-event/missed-session',
      'session-event/state',
      'session-event/update',
      'session-event/message',
      'session-event/disposition-notification',
    ],
  },
  {
    file: 'message',
    title: 'Messages and journal',
    intro:
      'A message is in the journal before its sender gets the ack. All devices of an account see the same journal: those that are connected by events, those that were away by a cursor, which is the id of the last entry they have.',
    requests: [
      'account-message',
      'account-disposition-notification',
      'account-sync-conversations',
      'account-mark-conversation-read',
      'account-remove-message',
      'account-remove-conversation',
    ],
    messages: [
      'account-event/message',
      'account-event/disposition-notification',
      'account-event/composing-indication',
      'account-event/sync-conversations',
      'account-event/sync',
    ],
  },
  {
    file: 'addressbook',
    title: 'Address book',
    intro: 'Contacts, groups and policies of an account. Items are named by ids that clients choose.',
    requests: ['account-fetch-addressbook', 'account-update-addressbook'],
    messages: [
      'account-event/addressbook-fetched',
      'account-event/addressbook-updated',
      'account-event/addressbook-update-failed',
    ],
  },
  {
    file: 'videoroom',
    title: 'Video rooms',
    intro:
      'A participant is named by the room session it joined with, and so are all others in what it is told. It sends on the connection of the join, and subscribes to each of the others by a feed.',
    requests: [
      'videoroom-join',
      'videoroom-leave',
      'videoroom-session-trickle',
      'videoroom-session-update',
      'videoroom-feed-attach',
      'videoroom-feed-answer',
      'videoroom-feed-detach',
      'videoroom-configure',
      'videoroom-mute-audio-participants',
      'videoroom-mute-participant',
      'videoroom-remove',
      'videoroom-toggle-hand',
      'videoroom-invite',
      'videoroom-message',
      'videoroom-composing-indication',
    ],
    messages: [
      'videoroom-event/session-state',
      'videoroom-event/initial-publishers',
      'videoroom-event/publishers-joined',
      'videoroom-event/publishers-left',
      'videoroom-event/feed-attached',
      'videoroom-event/feed-established',
      'videoroom-event/configure',
      'videoroom-event/file-sharing',
      'videoroom-event/mute-audio',
      'videoroom-event/mute-request',
      'videoroom-event/publisher-updated',
      'videoroom-event/raised-hands',
      'videoroom-event/invite-status',
      'videoroom-event/message',
      'videoroom-event/composing-indication',
      'videoroom-event/message-delivery',
      'account-event/conference-invite',
    ],
  },
]

/** The first page, in front of the lists of all requests and events. */
export const OVERVIEW = `Clients talk to Weft over one WebSocket. It is the protocol of SylkServer's WebRTC gateway: clients made for that work unchanged.

## Connecting

Open a WebSocket to \`/webrtcgateway/ws\` with the subprotocol \`sylkRTC-2\`. Each text frame, either way, is one JSON object, and its
\`sylkrtc\` says what it is. Send nothing before [\`ready-event\`](connection.md#ready-event) has come. Binary frames, and text that is no JSON object, are ignored.

When the connection closes, everything that belongs to it ends: registrations, calls, room sessions. After reconnecting, add the accounts
again, register them, and ask for the journal from the last id you have.

## Requests and their answers

A request has a \`transaction\`, a string of up to 255 characters that the client chooses. Exactly one
[\`ack\`](connection.md#ack) or [\`error\`](connection.md#error) with the same \`transaction\` answers it. Requests take effect in the order they are
sent. An ack says that a request was accepted; how it goes on, events tell, and they come after the ack unless said otherwise.

The example of each request has its mandatory fields. Optional fields may be absent or \`null\`. Fields that are not in these pages are ignored.

Every request can be answered with these errors, beside its own:

| error | when |
|---|---|
| \`could not get WebSocket message type\` | there is no \`sylkrtc\` |
| \`unknown WebSocket request: <name>\` | there is no such request |
| \`Mandatory property '<field>' of '<Model>' object is missing\` | a mandatory field is absent |
| \`Invalid value for '<field>' property: <value>\` | a field has the wrong type, or \`null\` where it is mandatory; the value is written as in Python |
| \`Invalid value for '<field>' property: '<value>' (expected: a, b or c)\` | a word is not among those that are allowed |
| \`invalid SIP URI: <value>\` | an AOR is none |
| \`the value's length must be between <min> and <max> inclusive\` | a text or list is too short or too long |
| \`Account not authenticated\` | the account must have registered on this connection first |
| \`Internal error\` | a fault of the server |

## Events

Events come unasked. They name what they are about: an \`account\` exactly as it was added, or the \`session\` of a call or room. The example of each
event has its optional fields too. Where there is nothing to say, an optional field is absent; \`null\` is said only where the type has it. Ignore events, states
and fields that you do not know: there will be more.

## AOR

An address of record is \`user@host\`, optionally with a port, without \`sip:\` (it is taken off when it is sent) and without password, parameters and headers. It has 255
characters at most. Upper and lower case are kept and matter: an account is found again by exactly the string it was added with.`
