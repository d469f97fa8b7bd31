import type { SipRequest } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'
import type { SipCaller } from '../../ports/sip-caller.ts'
import type { SessionEvent, SipSession } from '../../ports/sip-sessions.ts'
import type { SipNotifier } from '../../ports/sip-subscriptions.ts'
import { DialledSession } from './dialled-session.ts'
import type { Outward, OutwardCall, OutwardEvent, OutwardSession } from './event/outward.ts'
import type { FocusSession } from './focus-session.ts'
import { deviceOf, type Guest } from './guest.ts'

interface OutwardNeeds {
  readonly caller: SipCaller<SipRequest>
  /** Is asked about what comes within the calls. */
  readonly notifier: SipNotifier<SipRequest>
  /** A call of the focus; `joined` is called when its device is in the room. */
  session(session: SipSession, guest: Guest, joined: () => void): Pick<FocusSession, 'begin' | 'hear' | 'hangUp'>
}

type Ended = Extract<SessionEvent<SipRequest>, { readonly kind: 'ended' }>

/** Calls of rooms to people whom participants want in them (msrp-conference §10.1). */
export class OutwardCalls implements Outward {
  readonly #needs: OutwardNeeds

  constructor(needs: OutwardNeeds) {
    this.#needs = needs
  }

  begin(call: OutwardCall, listener: (event: OutwardEvent) => void): OutwardSession {
    const { room, target, address, invitedBy } = call
    const session: DialledSession = new DialledSession({
      dial: (description) => this.#dial(call, description, (event) => hear(event)),
      abandoned: (status) => listener({ kind: 'ended', status, reason: reasonPhrase(status) }),
    })
    const guest = { room, party: { uri: address, displayName: '' }, contact: deviceOf(target, address), invitedBy }
    const focus = this.#needs.session(session, guest, () => listener({ kind: 'joined' }))
    const hear = (event: SessionEvent<SipRequest>) => {
      focus.hear(event)
      if (event.kind === 'progress') listener(event)
      else if (event.kind === 'ended') listener({ kind: 'ended', ...outcomeOf(event) })
    }
    focus.begin({ offer: null })
    return { end: () => focus.hangUp() }
  }

  #dial(
    { room, target, headers }: OutwardCall,
    description: Uint8Array,
    listener: (event: SessionEvent<SipRequest>) => void,
  ): SipSession {
    const contact = { user: unescapeText(room.slice(0, room.lastIndexOf('@'))), isFocus: true }
    const call = { uri: target, from: `"Conference Call" <sip:${room}>`, to: `<${target}>`, headers, description, contact }
    return this.#needs.caller.call({ ...call, credentials: [] }, listener, this.#needs.notifier)
  }
}

/** What a call is said to have come to that nobody joined by. */
function outcomeOf({ by, why, status, reason }: Ended): { readonly status: number; readonly reason: string } {
  const said = status ?? statusOf(why, by)
  return { status: said, reason: reason === '' || status === null ? reasonPhrase(said) : reason }
}

function statusOf(why: Ended['why'], by: Ended['by']): number {
  switch (why) {
    case 'no-route':
      return 404
    case 'cancelled':
      return 487
    case 'lost':
      return 408
    case 'no-description':
      return 488
    default:
      // It was answered, and ended before there was a chat.
      return by === 'us' ? 500 : 480
  }
}
