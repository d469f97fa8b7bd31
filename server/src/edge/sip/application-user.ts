import type { SipRequest } from '@weft/protocols/sip/message'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import { answerTo } from './proxy/application-answer.ts'
import type { TransactionLayer } from './transaction/transaction-layer.ts'
import type { Incoming, TransactionUser } from './transaction/transaction-user.ts'

export interface ApplicationUserNeeds {
  readonly layer: TransactionLayer
  /** `Weft/version`. */
  readonly product: string
  readonly random: Random
  readonly log: Log
  /** Whether what requests from that address say of themselves counts. */
  readonly believes: (address: string) => boolean
}

/** Has one application answer requests outside dialogs. */
export class ApplicationUser implements TransactionUser {
  readonly role = 'agent'
  readonly #application: SipApplication<SipRequest>
  readonly #needs: ApplicationUserNeeds

  constructor(application: SipApplication<SipRequest>, needs: ApplicationUserNeeds) {
    this.#application = application
    this.#needs = needs
  }

  requested({ key, request, peer, believed }: Incoming): void {
    const { believes, log } = this.#needs
    this.#application
      .answer(request, peer.source, believed ?? believes(peer.source.address))
      .then((answer) => this.#respond(key, request, answer))
      .catch((error: unknown) => {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        log.error('an application failed', { application: this.#application.name, method: request.method, error: stack })
        this.#respond(key, request, { status: 500 })
      })
  }

  /** Only an INVITE is cancelled (RFC 3261 §9.1). */
  cancelled(): void {}

  /** No answer of an application makes a dialog. */
  acknowledged(): void {}

  /** Who did not get an answer asks again. */
  undelivered(): void {}

  ended(): void {}

  /** Throws SipPrintError where the answer cannot be printed; nothing is answered then. */
  #respond(key: string, request: SipRequest, answer: SipAnswer): void {
    const { layer, product, random } = this.#needs
    layer.respond(key, answerTo(request, answer, product, random.id()))
  }
}
