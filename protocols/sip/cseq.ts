// CSeq (RFC 3261 §20.16).
import { trimBlanks } from './field-text.ts'
import { SipPrintError } from './sip-error.ts'
import { isToken } from './token.ts'

export interface CSeq {
  /** Below 2^31 (§8.1.1.5). */
  readonly number: number
  /** Case-sensitive. */
  readonly method: string
}

const LIMIT = 2 ** 31
const CSEQ = /^(\d{1,16})[ \t]+([^ \t]+)$/

/** Null where the value is no number and method. */
export function parseCSeq(value: string): CSeq | null {
  const [, digits, method = ''] = CSEQ.exec(trimBlanks(value)) ?? []
  const number = Number(digits)
  return number < LIMIT && isToken(method) ? { number, method } : null
}

/** Throws SipPrintError for what parseCSeq() would not take. */
export function printCSeq({ number, method }: CSeq): string {
  if (!Number.isInteger(number) || number < 0 || number >= LIMIT) throw new SipPrintError('the number of a CSeq is below 2^31')
  if (!isToken(method)) throw new SipPrintError('the method of a CSeq is no token')
  return `${number} ${method}`
}
