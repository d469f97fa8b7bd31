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

/** As printHead(), of a SEND whose headers are lines already: printHeaders() made them. */
export function printSendHead(transaction: string, headers: string, hasBody: boolean): Uint8Array<ArrayBuffer> {
  if (!isIdent(transaction)) throw new MsrpPrintError('a transaction identifier is none')
  return encoder.encode(`MSRP ${transaction} SEND\r\n${headers}${hasBody ? '\r\n' : ''}`)
}

/** Headers with their line ends. Throws MsrpPrintError where one would not stay one. */
export function printHeaders(headers: readonly MsrpHeader[]): string {
  return headers.map(printHeader).join('')
}

/** What stands behind a body in which hasEndLine() finds nothing, or behind the headers. */
export function printEndLine(transaction: string, flag: ContinuationFlag, hasBody: boolean): Uint8Array<ArrayBuffer> {
  // Every chunk has one, of ASCII: an encoder takes several times as long for so little.
  const text = `${hasBody ? '\r\n' : ''}${endLineOf(transaction, flag)}`
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

function endLineOf(transaction: string, flag: ContinuationFlag): string {
  return `-------${transaction}${flag}\r\n`
}

function textOf(head: MsrpHead): string {
  if (!isIdent(head.transaction)) throw new MsrpPrintError('a transaction identifier is none')
  return `${lineOf(`MSRP ${head.transaction} ${whatOf(head)}`)}${printHeaders(head.headers)}`
}

function printHeader({ name, value }: MsrpHeader): string {
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
