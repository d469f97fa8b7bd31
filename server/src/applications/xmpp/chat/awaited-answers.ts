import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { readStanzaError, type StanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import type { Clock } from '../../../ports/clock.ts'

/** What became of a message that we brought to XMPP. */
export type MessageAnswer =
  | { readonly kind: 'received' }
  | { readonly kind: 'displayed' }
  | { readonly kind: 'error'; readonly error: StanzaError }
  /** Nothing was heard in time. */
  | { readonly kind: 'silence' }

/** Returns whether more is waited for. */
type Listener = (answer: MessageAnswer) => boolean

interface Waiting {
  readonly listener: Listener
  readonly stop: () => void
}

/** More are waited for by nobody: the oldest are given up. */
const MOST = 20_000

/** Messages of people on SIP that people on XMPP may yet answer with a receipt, a marker, or an error. */
export class AwaitedAnswers {
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `listener` is told what comes until it wants no more, or `patience` ms have passed. What waited for the same before hears of silence. */
  wait(from: Jid, to: Jid, id: string, patience: number, listener: Listener): void {
    const key = keyOf(from, to, id)
    this.#giveUp(key)
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size >= MOST && oldest !== undefined) this.#giveUp(oldest)
    this.#waiting.set(key, { listener, stop: this.#clock.after(patience, () => this.#giveUp(key)) })
  }

  /** Nobody waits for it any more; the listener hears nothing. */
  forget(from: Jid, to: Jid, id: string): void {
    const key = keyOf(from, to, id)
    this.#waiting.get(key)?.stop()
    this.#waiting.delete(key)
  }

  /** Somebody on XMPP says what became of a message. False: nobody waits for that. */
  came(answer: MessageAnswer, { from, to }: { readonly from: Jid; readonly to: Jid }, id: string): boolean {
    const key = keyOf(to, from, id)
    const waiting = this.#waiting.get(key)
    if (!waiting) return false
    if (!waiting.listener(answer)) {
      waiting.stop()
      this.#waiting.delete(key)
    }
    return true
  }

  /** All that wait hear of silence. */
  close(): void {
    for (const key of [...this.#waiting.keys()]) this.#giveUp(key)
  }

  #giveUp(key: string): void {
    const waiting = this.#waiting.get(key)
    if (!waiting) return
    waiting.stop()
    this.#waiting.delete(key)
    waiting.listener({ kind: 'silence' })
  }
}

/** What an error says became of a message. */
export function errorAnswer(element: XmlElement): MessageAnswer {
  return { kind: 'error', error: readStanzaError(element) }
}

/** Any device may answer for its user, and for any device of the sender's. */
function keyOf(from: Jid, to: Jid, id: string): string {
  return `${printJid(bareJid(from))} ${printJid(bareJid(to))} ${id}`
}
