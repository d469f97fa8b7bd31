// Requests and responses as bytes (RFC 4975 §7.1, §9).
import { isToken } from '../sip/token.ts'
import { isMethod } from './head.ts'
import type { ContinuationFlag, MsrpHead, MsrpHeader } from './message.ts'
import { MsrpPrintError } from './msrp-error.ts'
import { printCode } from './status.ts'
import { isIdent } from './transaction-id.ts'

const encoder = new TextEncoder()

/** A request or response without body. Throws MsrpPrintError where something in it would not stay what it is. */
export function printWithoutBody(head: MsrpHead): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${textOf(head)}${endLineOf(head.transaction, '$')}`)
}

/** What stands before the body, or before the end-line where there is none. The Content-Type is the last header, by §9. Throws MsrpPrintError. */
export function printHead(head: MsrpHead, hasBody: boolean): Uint8Array<ArrayBuffer> {
  return encoder.encode(hasBody ? `${textOf(head)}\r\n` : textOf(head))
}

/** What stands behind a body in which hasEndLine() finds nothing, or behind the headers. */
export function printEndLine(transaction: string, flag: ContinuationFlag, hasBody: boolean): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${hasBody ? '\r\n' : ''}${endLineOf(transaction, flag)}`)
}

function endLineOf(transaction: string, flag: ContinuationFlag): string {
  return `-------${transaction}${flag}\r\n`
}

function textOf(head: MsrpHead): string {
  if (!isIdent(head.transaction)) throw new MsrpPrintError('a transaction identifier is none')
  return `${lineOf(`MSRP ${head.transaction} ${whatOf(head)}`)}${head.headers.map(printHeader).join('')}`
}

/** A header with its line end. Throws MsrpPrintError where it would not stay one. */
export function printHeader({ name, value }: MsrpHeader): string {
  if (!isToken(name)) throw new MsrpPrintError('the name of a header is none')
  return lineOf(`${name}: ${value}`)
}

function lineOf(text: string): string {
  if (text.includes('\r') || text.includes('\n')) throw new MsrpPrintError('a line has a line end in it')
  return `${text}\r\n`
}

function whatOf(head: MsrpHead): string {
  if (head.kind === 'response') return `${printCode(head.status)}${head.comment === '' ? '' : ` ${head.comment}`}`
  if (!isMethod(head.method)) throw new MsrpPrintError('the method is none')
  return head.method
}
