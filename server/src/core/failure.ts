import { Refusal } from '../ports/refusal.ts'

/** Whose fault a failure is: decides the log level and whether an operator should look. */
type Fault = 'client' | 'peer' | 'network' | 'server'

interface FailureClass {
  readonly fault: Fault
  /** The SIP response that says the same (RFC 3261 §21). */
  readonly sip: number
  /** What the client is told; `subject` and `detail` are what the failure was made with. */
  readonly text: (subject: string, detail: string) => string
  /** The XMPP stanza error condition that says the same (RFC 6120 §8.3.3). */
  readonly xmpp: string
  /** The metric label it is counted under. */
  readonly bucket: string
  /** Whether the same request may succeed later without anything changed. */
  readonly mayRetry: boolean
}

const state = { fault: 'client', sip: 400, xmpp: 'unexpected-request', bucket: 'state', mayRetry: false } as const
const unknown = { fault: 'client', sip: 481, xmpp: 'item-not-found', bucket: 'unknown', mayRetry: false } as const
const policy = { fault: 'client', sip: 403, xmpp: 'forbidden', bucket: 'policy', mayRetry: false } as const
const limit = { fault: 'client', sip: 503, xmpp: 'policy-violation', bucket: 'limit', mayRetry: true } as const
const backend = { fault: 'server', sip: 503, xmpp: 'service-unavailable', bucket: 'backend', mayRetry: true } as const

/** Every way a request can fail, in one place. */
const failures = {
  'account-exists': { ...state, text: (account) => `Account ${account} already added` },
  'account-unknown': {
    ...unknown,
    text: (account, purpose) => `Unknown account specified${purpose === '' ? '' : ` for ${purpose}`}: ${account}`,
  },
  'account-not-authenticated': { ...policy, sip: 401, xmpp: 'not-authorized', text: () => 'Account not authenticated' },
  'domain-not-allowed': { ...policy, text: (domain) => `SIP domain not allowed: ${domain}` },
  'session-exists': { ...state, text: (session) => `Session ID ${session} already in use` },
  'session-unknown': { ...unknown, text: (session) => `Unknown session ${session}` },
  'room-session-unknown': { ...unknown, text: (session) => `Unknown room session: ${session}` },
  'room-name': { ...policy, text: (room) => `${room} cannot be the name of a room` },
  'room-not-allowed': { ...policy, text: (room, account) => `${account} is not allowed to join room ${room}` },
  'not-moderator': { ...policy, text: () => 'Only moderators of the room may do this' },
  'participants-unknown': { ...unknown, text: (sessions) => `unknown participant session id: ${sessions}` },
  'publisher-unknown': { ...unknown, text: (session) => `Unknown publisher room session to attach to: ${session}` },
  'publisher-not-ready': { ...state, text: (session) => `Video room session ${session} does not have a publisher ID` },
  'feed-exists': { ...state, text: (feed) => `Video room session ID ${feed} already in use` },
  'feed-unknown': { ...unknown, text: (feed) => `Unknown room session to detach: ${feed}` },
  'feed-of-another': { ...unknown, text: (feed, session) => `${feed} is not an attached feed of ${session}` },
  'answer-outgoing': { ...state, text: (session) => `Cannot answer outgoing session ${session}` },
  'answer-state': { ...state, text: (session, at) => `Invalid state for answering session ${session}: ${at}` },
  'terminate-state': { ...state, text: (session, at) => `Invalid state for terminating session ${session}: ${at}` },
  'update-state': { ...state, text: (session, at) => `Invalid state for updating session ${session}: ${at}` },
  'message-form': { ...state, text: (_, detail) => `The message cannot be sent: ${detail}` },
  'message-state': { ...state, text: (session, at) => `Invalid state session ${session}: ${at} for sending messages` },
  'dtmf-state': { ...state, text: (session, at) => `Invalid state session ${session}: ${at} for DTMF info` },
  'too-many-accounts': { ...limit, text: (most) => `Too many accounts on this connection (at most ${most})` },
  'too-many-calls': { ...limit, text: (most) => `Too many calls on this connection (at most ${most})` },
  'too-many-rooms': { ...limit, text: (most) => `Too many rooms on this connection (at most ${most})` },
  'too-many-feeds': { ...limit, text: (most) => `Too many feeds in this room (at most ${most})` },
  'too-many-invitations': { ...limit, text: () => 'Too many invitations at a time' },
  'rooms-full': { ...limit, text: () => 'The server has no place for another room' },
  'room-unreachable': { ...backend, fault: 'peer', sip: 480, text: (room, detail) => `Room ${room} cannot be joined: ${detail}` },
  'room-full': { ...limit, sip: 486, xmpp: 'service-unavailable', text: () => 'The room is full' },
  'too-many-requests': { ...limit, text: () => 'Too many requests are waiting on this connection' },
  draining: { ...backend, text: () => 'The server is about to stop and takes no new calls' },
  dns: {
    ...backend,
    fault: 'network',
    sip: 502,
    xmpp: 'remote-server-not-found',
    bucket: 'dns',
    text: (_, detail) => `DNS lookup error: ${detail}`,
  },
  'backend-away': { ...backend, text: () => 'The media server is not available at the moment' },
  'backend-timeout': {
    ...backend,
    sip: 504,
    xmpp: 'remote-server-timeout',
    text: () => 'The media server did not answer in time',
  },
  'not-kept': { ...backend, text: () => 'The server cannot keep anything at the moment' },
  'backend-refused': { ...backend, sip: 500, mayRetry: false, text: (_, detail) => detail },
  internal: { ...backend, sip: 500, xmpp: 'internal-server-error', bucket: 'defect', text: () => 'Internal error' },
} as const satisfies Record<string, FailureClass>

export type FailureName = keyof typeof failures

/** An expected failure of a request: what it is (a row of the table) and what it is about. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly failure: FailureName
  /** The text a client is shown. */
  readonly text: string

  constructor(failure: FailureName, subject = '', detail = '') {
    const row: FailureClass = failures[failure]
    const text = row.text(subject, detail)
    super(text)
    this.failure = failure
    this.text = text
  }

  get class(): FailureClass {
    return failures[this.failure]
  }

  /** The failure that anything thrown amounts to: what a port refused keeps its reason, everything else is a defect. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown
    if (thrown instanceof Refusal) return new Failure(thrown.reason, '', thrown.detail)
    return new Failure('internal')
  }
}
