import { Refusal } from '../../../server/src/ports/refusal.ts'
import type {
  DialRequest,
  IncomingCall,
  Leg,
  LegEvent,
  Line,
  LineEvent,
  LineRequest,
  SipCalls,
} from '../../../server/src/ports/sip-calls.ts'

const REFUSALS = [
  new Refusal('dns', 'nothing found'),
  new Refusal('backend-away', 'gone'),
  new Refusal('backend-timeout', 'slow'),
  new Refusal('backend-refused', 'Missing element'),
]
const PARTY = { uri: 'peer@example.com', displayName: 'Peer' }
const IMDN =
  '<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>m1</message-id><datetime>2026-01-01T00:00:00Z</datetime></imdn>'

/** Beside `incoming`, which comes last. */
const LINE_EVENTS: readonly LineEvent[] = [
  { kind: 'registering' },
  { kind: 'registered' },
  { kind: 'registration-failed', code: 904, reason: 'wrong' },
  { kind: 'missed', caller: PARTY },
]

const LEG_EVENTS: readonly LegEvent[] = [
  { kind: 'calling' },
  { kind: 'ringing' },
  { kind: 'proceeding', code: 183 },
  { kind: 'early-media', sdp: 'v=0', callId: 'c' },
  { kind: 'answered', sdp: 'v=0', callId: 'c', headers: { 'X-A': 'b' } },
  { kind: 'answered', sdp: null, callId: 'c', headers: {} },
  { kind: 'media-up' },
  { kind: 'offer-received', sdp: 'v=0' },
  { kind: 'offer-answered', sdp: 'v=0' },
  { kind: 'offer-answered', sdp: null },
  { kind: 'offer-rejected', code: 488, reason: 'No' },
  { kind: 'message', sender: PARTY, contentType: 'text/plain', content: 'hello' },
  {
    kind: 'message',
    sender: PARTY,
    contentType: 'message/cpim',
    content: 'From: <sip:peer@example.com>\r\n\r\nContent-Type: text/plain\r\n\r\nhi',
  },
  { kind: 'message', sender: PARTY, contentType: 'message/cpim', content: 'broken' },
  { kind: 'message', sender: PARTY, contentType: 'message/imdn+xml', content: IMDN },
  { kind: 'message-outcome', code: 200, reason: 'OK' },
  { kind: 'operation-failed', operation: 'message', detail: 'no' },
  { kind: 'operation-failed', operation: 'offer', detail: 'no' },
  { kind: 'operation-failed', operation: 'dial', detail: '' },
  { kind: 'ended', code: 486, reason: 'Busy Here', elsewhere: false },
  { kind: 'ended', code: 487, reason: 'Request Terminated', elsewhere: false },
  { kind: 'ended', code: null, reason: '', elsewhere: false },
]

/** A SIP backend that does what the input says: takes or refuses operations, and reports any event at any time. */
export class ScriptedSipCalls implements SipCalls {
  readonly #lines = new Set<(event: LineEvent) => void>()
  readonly #legs = new Set<(event: LegEvent) => void>()
  /** 0 to 3 refuse, 4 to 7 take. */
  #verdict = 4
  #calls = 0

  /** Lines and legs that were not given back. */
  get held(): number {
    return this.#lines.size + this.#legs.size
  }

  /** `number` chooses what happens: the verdict on the next operations, an event of a line, or an event of a leg. */
  play(number: number): void {
    const choice = Math.floor(number / 4)
    if (number % 4 === 0) this.#verdict = choice
    else if (number % 4 === 1) this.#tellLines(choice)
    else for (const tell of [...this.#legs]) tell(LEG_EVENTS[choice % LEG_EVENTS.length] as LegEvent)
  }

  async openLine(_request: LineRequest, listener: (event: LineEvent) => void): Promise<Line> {
    await this.#decide()
    this.#lines.add(listener)
    return { close: async () => void this.#lines.delete(listener) }
  }

  async dial(_request: DialRequest, listener: (event: LegEvent) => void): Promise<Leg> {
    await this.#decide()
    this.#legs.add(listener)
    return this.#leg(listener)
  }

  #tellLines(choice: number): void {
    const incoming = LINE_EVENTS.length
    const event = LINE_EVENTS[choice % (incoming + 1)]
    for (const tell of [...this.#lines]) tell(event ?? { kind: 'incoming', call: this.#incoming() })
  }

  #incoming(): IncomingCall {
    let tell = (_event: LegEvent) => {}
    const forward = (event: LegEvent) => tell(event)
    return {
      leg: this.#leg(forward),
      // The same Call-ID may ring twice.
      callId: `call-${this.#calls++ % 3}`,
      caller: PARTY,
      sdp: 'v=0',
      headers: {},
      listen: (listener) => {
        tell = listener
        this.#legs.add(forward)
      },
    }
  }

  #leg(listener: (event: LegEvent) => void): Leg {
    const take = () => this.#decide()
    return {
      answer: take,
      decline: take,
      hangUp: take,
      offer: take,
      answerOffer: take,
      rejectOffer: take,
      sendMessage: take,
      sendDtmf: take,
      addCandidates: take,
      release: async () => void this.#legs.delete(listener),
    }
  }

  async #decide(): Promise<void> {
    const refusal = REFUSALS[this.#verdict % 8]
    if (refusal) throw refusal
  }
}
