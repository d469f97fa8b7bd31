import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { responseTo } from '@weft/protocols/sip/response'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipAnswer, SipApplication } from '../../ports/sip-agent.ts'
import type { TransactionLayer } from './transaction-layer.ts'
import type { Incoming, TransactionUser } from './transaction-user.ts'

export interface ApplicationUserNeeds {
  readonly layer: TransactionLayer
  /** `Weft/version`. */
  readonly product: string
  readonly random: Random
  readonly log: Log
}

/** Has one application answer requests outside dialogs. */
export class ApplicationUser implements TransactionUser {
  readonly #application: SipApplication<SipRequest>
  readonly #needs: ApplicationUserNeeds
  /** Requests that are not answered yet, by their key. */
  readonly #asked = new Map<string, SipRequest>()

  constructor(application: SipApplication<SipRequest>, needs: ApplicationUserNeeds) {
    this.#application = application
    this.#needs = needs
  }

  requested({ key, request, peer }: Incoming): void {
    const { log } = this.#needs
    this.#asked.set(key, request)
    this.#application
      .answer(request, peer.source)
      .then((answer) => this.#respond(key, request, answer))
      .catch((error: unknown) => {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        log.error('an application failed', { application: this.#application.name, method: request.method, error: stack })
        this.#respond(key, request, { status: 500 })
      })
  }

  /** RFC 3261 §9.2. */
  cancelled(key: string, cancel: Incoming): void {
    this.#respond(cancel.key, cancel.request, { status: 200 })
    const invite = this.#asked.get(key)
    if (invite) this.#respond(key, invite, { status: 487 })
  }

  /** No answer of an application makes a dialog. */
  acknowledged(): void {}

  /** Who did not get an answer asks again. */
  undelivered(): void {}

  ended(key: string): void {
    this.#asked.delete(key)
  }

  /** Throws SipPrintError where the answer cannot be printed; nothing is answered then. */
  #respond(key: string, request: SipRequest, { status, reason, headers = [] }: SipAnswer): void {
    const { layer, product, random } = this.#needs
    const bare = responseTo(request, status, reason ?? reasonPhrase(status), random.id())
    const server = { name: 'Server', value: product }
    const response: SipResponse = { ...bare, headers: [...bare.headers, ...headers, server] }
    layer.respond(key, response)
    this.#asked.delete(key)
  }
}
