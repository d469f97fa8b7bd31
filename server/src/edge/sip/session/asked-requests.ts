import { printMessage } from '@weft/protocols/sip/print-message'
import type { SessionCommand } from '@weft/protocols/sip/session-step'
import type { SipAnswer } from '../../../ports/sip-agent.ts'
import type { RequestWithin } from '../../../ports/sip-sessions.ts'

type Ask = Extract<SessionCommand, { kind: 'ask' }>

/** Those that calls and subscriptions are made of: sent behind the back of their machines they would do harm. */
const NOT_TO_ASK = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'PRACK', 'UPDATE', 'SUBSCRIBE', 'NOTIFY']
/** Requests of an application that wait in one call. */
const MOST_WAITING = 100
const NO_CALL: SipAnswer = { status: 481 }
const TOO_MANY: SipAnswer = { status: 500 }

/** Requests of the application within one call, one after the other: one that overtakes another on its way is refused (RFC 3261 §12.2.2). */
export class AskedRequests {
  readonly #send: (ask: Ask) => string | null
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #answer = (_answer: SipAnswer) => {}

  /** `send` returns why nothing was sent, or null; what becomes of it is to be given to answered(). */
  constructor(send: (ask: Ask) => string | null) {
    this.#send = send
  }

  /** As SipSession.request(). */
  async add({ method, headers, contentType, body }: RequestWithin): Promise<SipAnswer> {
    if (NOT_TO_ASK.includes(method)) throw new Error(`an application does not send ${method} within a call`)
    if (this.#waiting === MOST_WAITING) return TOO_MANY
    const all = contentType === null ? headers : [...headers, { name: 'Content-Type', value: contentType }]
    printMessage({ kind: 'request', method, uri: 'sip:anybody@example.com', headers: all, body })
    this.#waiting++
    const answer = this.#last.then(() => this.#ask({ kind: 'ask', method, headers: all, body }))
    this.#last = answer
    return answer
  }

  /** The one that was sent last has that answer. */
  answered(answer: SipAnswer): void {
    this.#answer(answer)
  }

  async #ask(ask: Ask): Promise<SipAnswer> {
    const answer = new Promise<SipAnswer>((resolve) => {
      this.#answer = resolve
    })
    if (this.#send(ask) !== null) this.#answer(NO_CALL)
    this.#waiting--
    return answer
  }
}
