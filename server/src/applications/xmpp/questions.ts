import { type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { type Stanza, stanza } from '@weft/protocols/xmpp/stanza'
import { readStanzaError, type StanzaError, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import { elementsOf, type XmlElement } from '@weft/protocols/xmpp/xml'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { XmppRouter } from '../../ports/xmpp.ts'

/** What came of a question: its result, or why there is none. `payload` is null where the result is empty. */
export type Answer =
  | { readonly answered: true; readonly payload: XmlElement | null }
  | { readonly answered: false; readonly error: StanzaError }

interface QuestionNeeds {
  readonly router: XmppRouter
  readonly clock: Clock
  readonly random: Random
}

interface Asked {
  readonly from: string
  readonly to: string
  settle(answer: Answer): void
}

/** ms. A stream that has to be set up first, DNS and all, takes 30 at most. */
const LONGEST_WAIT = 40_000
const MOST = 1_000

/** Questions of ours to others (RFC 6120 §8.2.3), until they are answered. */
export class Questions {
  readonly #needs: QuestionNeeds
  readonly #asked = new Map<string, Asked>()

  constructor(needs: QuestionNeeds) {
    this.#needs = needs
  }

  /** Asks; `payload` is the only child. Never rejects. */
  ask(type: 'get' | 'set', from: Jid, to: Jid, payload: XmlElement): Promise<Answer> {
    if (this.#asked.size >= MOST) return Promise.resolve({ answered: false, error: stanzaError('resource-constraint') })
    const { router, clock, random } = this.#needs
    const id = random.id()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const stop = clock.after(LONGEST_WAIT, () => settle({ answered: false, error: stanzaError('remote-server-timeout') }))
    const settle = (answer: Answer) => {
      stop()
      this.#asked.delete(id)
      resolve(answer)
    }
    this.#asked.set(id, { from: printJid(from), to: printJid(to), settle })
    void router.send(stanza('iq', { type, id, from, to }, [payload]))
    return promise
  }

  /** A result or an error that came. One that answers no question, or comes from somebody else, is nothing. */
  answered({ id, type, from, to, element }: Stanza): void {
    const asked = this.#asked.get(id ?? '')
    if (!asked || !from || !to || asked.to !== printJid(from) || asked.from !== printJid(to)) return
    if (type === 'error') asked.settle({ answered: false, error: readStanzaError(element) })
    else asked.settle({ answered: true, payload: elementsOf(element)[0] ?? null })
  }
}
