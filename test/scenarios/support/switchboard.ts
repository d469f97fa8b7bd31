import type { SipRequest } from '@weft/protocols/sip/message'
import { parseUri } from '@weft/protocols/sip/uri'
import type { SipAnswer } from '../../../server/src/ports/sip-agent.ts'
import type { SipApplication } from '../../../server/src/ports/sip-application.ts'
import type { SessionEvent, SipInvitation, SipSession } from '../../../server/src/ports/sip-sessions.ts'
import { Inbox } from '../../contract/inbox.ts'

export type CallEvent = SessionEvent<SipRequest>

/** SDP that says little more than whose it is. */
export function sdpOf(name: string): string {
  return `v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=${name}\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n`
}

export const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString()

/** One call as an application sees it, and what it was told. */
export class Call {
  readonly session: SipSession
  readonly offer: string | null
  readonly events = new Inbox<CallEvent>('event of a call')

  constructor(session: SipSession, offer: Uint8Array | null) {
    this.session = session
    this.offer = offer && textOf(offer)
  }

  /** The next event, which is of that kind. */
  async next<Kind extends CallEvent['kind']>(kind: Kind): Promise<Extract<CallEvent, { kind: Kind }>> {
    const event = await this.events.next()
    if (!isOf(event, kind)) throw new Error(`${JSON.stringify(event)} instead of ${kind}`)
    return event
  }

  /** The next event of that kind, whatever comes before it. */
  async until<Kind extends CallEvent['kind']>(kind: Kind): Promise<Extract<CallEvent, { kind: Kind }>> {
    for (;;) {
      const event = await this.events.next()
      if (isOf(event, kind)) return event
    }
  }

  /** The description in the next event, which is of that kind. */
  async sdp(kind: 'offer' | 'answer' | 'preview'): Promise<string | null> {
    const { description } = await this.next(kind)
    return description && textOf(description)
  }
}

/**
 * An application that takes calls. The user of the Request-URI says how: `busy` is refused, `ring` rings, `early` has early media, `reliable` the answer in a
 * reliable provisional response, `silent` waits for the test; `hangup` takes it and hangs up, `restless` makes an offer of its own, and again where it may.
 * Everybody else takes it at once. Offers are answered, but `stubborn` refuses them and `pensive` says nothing; so are requests within the call, MESSAGE and INFO by 200,
 * others by 501.
 */
export class Switchboard implements SipApplication<SipRequest> {
  readonly name = 'conference'
  readonly methods = ['MESSAGE']
  readonly calls = new Inbox<Call>('call')

  async answer(): Promise<SipAnswer> {
    return { status: 200 }
  }

  called({ session, request, offer }: SipInvitation<SipRequest>): (event: CallEvent) => void {
    const uri = parseUri(request.uri)
    const user = uri?.kind === 'sip' ? (uri.user ?? '') : ''
    if (user === 'defect') throw new Error('a defect')
    const call = new Call(session, offer)
    this.calls.put(call)
    begin(session, user)
    let isChanged = false
    return (event) => {
      call.events.put(event)
      attend(session, user, event)
      if (user !== 'restless' || (isChanged && event.kind !== 'retry')) return
      if (event.kind === 'confirmed') isChanged = true
      if (event.kind === 'confirmed' || event.kind === 'retry') session.offer(MINE)
    }
  }
}

const MINE = Buffer.from(sdpOf('weft'))

function begin(session: SipSession, user: string): void {
  if (user === 'busy') session.refuse({ status: 486 })
  else if (user === 'ring') session.ring({ status: 180, description: null, reliable: false })
  else if (user === 'early') session.ring({ status: 183, description: MINE, reliable: false })
  else if (user === 'reliable') session.ring({ status: 183, description: MINE, reliable: true })
  else if (user !== 'silent') session.answer(MINE)
}

function attend(session: SipSession, user: string, event: CallEvent): void {
  if (event.kind === 'offer' && user === 'stubborn') session.refuse({ status: 488 })
  else if (event.kind === 'offer' && user !== 'pensive') session.answer(MINE)
  else if (event.kind === 'confirmed' && user === 'hangup') session.end()
  else if (event.kind === 'request') event.answer({ status: ['MESSAGE', 'INFO'].includes(event.request.method) ? 200 : 501 })
}

function isOf<Kind extends CallEvent['kind']>(event: CallEvent, kind: Kind): event is Extract<CallEvent, { kind: Kind }> {
  return event.kind === kind
}
