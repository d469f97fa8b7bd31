// A SIP message to bytes (RFC 3261 §7).
import { isFieldText } from './field-text.ts'
import { canonicalName } from './header-names.ts'
import type { SipMessage } from './message.ts'
import { SipPrintError } from './sip-error.ts'
import { isToken } from './token.ts'
import { isUriText } from './uri-text.ts'

const encoder = new TextEncoder()

/**
 * Prints the fields in their order and under their names. Content-Length is that of the body, whatever the message says it is; it stands where the
 * message has it, else at the end. Throws SipPrintError where anything would end its line or its place in it early; the error quotes no value.
 */
export function printMessage(message: SipMessage): Uint8Array {
  let head = message.kind === 'request' ? printRequestLine(message.method, message.uri) : printStatusLine(message)
  let hasLength = false
  const length = `Content-Length: ${message.body.length}\r\n`
  for (const { name, value } of message.headers) {
    // Other lengths are other names.
    if ((name.length === 14 || name.length === 1) && canonicalName(name) === 'Content-Length') {
      if (!hasLength) head += length
      hasLength = true
      continue
    }
    if (!isToken(name)) throw new SipPrintError('the name of a header field is no token')
    if (!isFieldText(value)) throw new SipPrintError(`the value of ${name} has a line end or NUL in it`)
    head += `${name}: ${value}\r\n`
  }
  return join(encoder.encode(hasLength ? `${head}\r\n` : `${head}${length}\r\n`), message.body)
}

function printRequestLine(method: string, uri: string): string {
  if (!isToken(method)) throw new SipPrintError('the method is no token')
  if (!isUriText(uri)) throw new SipPrintError('the Request-URI is empty or has characters that no URI has')
  return `${method} ${uri} SIP/2.0\r\n`
}

function printStatusLine({ status, reason }: { readonly status: number; readonly reason: string }): string {
  if (!Number.isInteger(status) || status < 100 || status > 699) throw new SipPrintError('the status is not one of 100 to 699')
  if (/[\0\r\n]/.test(reason)) throw new SipPrintError('the reason phrase has a line end or NUL in it')
  return `SIP/2.0 ${status} ${reason}\r\n`
}

function join(head: Uint8Array, body: Uint8Array): Uint8Array {
  if (body.length === 0) return head
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}
