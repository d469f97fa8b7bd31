/** Where a call on a handle is, as far as its events tell. */
type State = 'idle' | 'inviting' | 'invited' | 'talking' | 'closing'

/** What the SIP plugin may say in any state: answers to requests, and what has nothing to do with the handle's call. */
const ANY_TIME: ReadonlySet<string> = new Set([
  ...['error', 'registering', 'registered', 'registration_failed', 'unregistering', 'unregistered', 'missed_call'],
  ...['messagesent', 'messagedelivery', 'message', 'dtmfsent'],
])

/** What else it may say in which state, and the state afterwards (janus_sip.c, janus_sip_sofia_callback and janus_sip_handler). */
const MAY_SAY: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  // The end of a call that was missed is told as well, and a refused call may be forgotten before its end is confirmed.
  idle: { calling: 'inviting', incomingcall: 'invited', hangup: 'idle', declining: 'idle', hangingup: 'idle' },
  inviting: {
    // The other side may be quicker than the answer to the request that called it.
    calling: 'inviting',
    ringing: 'inviting',
    proceeding: 'inviting',
    progress: 'inviting',
    accepted: 'talking',
    hangingup: 'closing',
    hangup: 'idle',
  },
  invited: { accepted: 'talking', declining: 'closing', hangingup: 'closing', hangup: 'idle' },
  talking: {
    calling: 'talking',
    proceeding: 'talking',
    accepted: 'talking',
    updating: 'talking',
    updated: 'talking',
    updatingcall: 'talking',
    hangingup: 'closing',
    hangup: 'idle',
  },
  closing: { declining: 'closing', hangingup: 'closing', proceeding: 'closing', hangup: 'idle' },
}

/** Follows the events of one handle and finds those that come out of turn. */
export class EventOrder {
  #state: State = 'idle'

  /** What is wrong with this event coming now; null when nothing is. */
  next(event: string): string | null {
    if (ANY_TIME.has(event)) return null
    const after = MAY_SAY[this.#state][event]
    if (!after) return `${event} while ${this.#state}`
    this.#state = after
    return null
  }
}
