import { createHmac } from 'node:crypto'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'

const TAG_LENGTH = 20

/**
 * Answers of which nothing is kept (RFC 3261 §8.2.7): a repeated request is answered in the same words, with the same To tag. For those who are
 * refused, and for what costs nothing to say again.
 */
export class StatelessAnswers {
  readonly #secret: string
  readonly #product: string

  /** `secret` makes tags that nobody can guess. `product` is the Server field. */
  constructor(secret: string, product: string) {
    this.#secret = secret
    this.#product = product
  }

  answer(request: SipRequest, status: number, headers: readonly SipHeaderField[] = []): SipResponse {
    const response = responseTo(request, status, reasonPhrase(status), this.#tagFor(request))
    return { ...response, headers: [...response.headers, ...headers, { name: 'Server', value: this.#product }] }
  }

  #tagFor(request: SipRequest): string {
    const hash = createHmac('sha256', this.#secret)
    // Via is left out: who repeats a request from another port gets the same tag.
    for (const name of ['From', 'Call-ID', 'CSeq']) hash.update(`${fieldOf(request, name) ?? ''}\n`)
    return hash.digest('hex').slice(0, TAG_LENGTH)
  }
}
