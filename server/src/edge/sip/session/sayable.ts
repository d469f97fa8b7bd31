import type { SipHeaderField } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'

/** Throws SipPrintError where such fields, or such a reason phrase, would not stay what they are. */
export function mustBeSayable(headers: readonly SipHeaderField[], reason = ''): void {
  if (headers.length > 0 || reason !== '')
    printMessage({ kind: 'response', status: 500, reason, headers, body: new Uint8Array() })
}
