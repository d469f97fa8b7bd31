import type { SipResponse } from '@weft/protocols/sip/message'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import type { Log } from '../../../ports/log.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'

export interface ResponseNeeds {
  readonly layer: Pick<TransactionLayer, 'respond'>
  readonly log: Log
  /** `Weft/version`. */
  readonly product: string
}

/** Answers the request of that key as a machine wants it. A peer's fields may be read, and yet be nothing to print: then nothing is answered. */
export function respondAs(key: string, response: SipResponse, { layer, log, product }: ResponseNeeds): void {
  try {
    layer.respond(key, { ...response, headers: [...response.headers, { name: 'Server', value: product }] })
  } catch (error) {
    if (!(error instanceof SipPrintError)) throw error
    log.info('a SIP response cannot be said', { status: response.status, why: error.message })
  }
}
