import { printContentType } from '@weft/protocols/im/content-type'
import { printDateTime } from '@weft/protocols/im/date-time'
import { IMDN_CONTENT_TYPE, printImdn } from '@weft/protocols/im/imdn'
import { type NameAddr, printNameAddr } from '@weft/protocols/sip/name-addr'
import { parseUri, printUri } from '@weft/protocols/sip/uri'
import type { OutgoingRequest } from '../../ports/sip-agent.ts'
import type { IncomingMessage } from './incoming-message.ts'

/** What a notification gets that the message does not bring itself. */
export interface Stamp {
  /** ms since the epoch. */
  now(): number
  id(): string
}

/**
 * What is sent back, in this order: a notification where the sender asked for one, and the echo (server-framework.md §4.1). Throws ImdnError or
 * SipPrintError where a field of the message cannot be said in them.
 */
export function repliesTo(message: IncomingMessage, stamp: Stamp): OutgoingRequest[] {
  const echo = reply(message, contentTypeOf(message), `Echo:\n${echoOf(message)}`)
  const notification = notificationOf(message, stamp)
  return notification === null ? [echo] : [reply(message, IMDN_CONTENT_TYPE, notification), echo]
}

/** The message was delivered to us, so the recipient is our address; the original put the sender's there. */
function notificationOf({ receipt, recipient }: IncomingMessage, stamp: Stamp): string | null {
  if (!receipt) return null
  return printImdn({
    messageId: receipt.messageId ?? stamp.id(),
    dateTime: receipt.dateTime ?? printDateTime(stamp.now()),
    recipientUri: recipient.uri,
    originalRecipientUri: null,
    kind: 'delivery',
    status: 'delivered',
  })
}

function echoOf({ part, text }: IncomingMessage): string {
  if (part.type !== 'text/plain') return text
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  return lines.map((line) => `>> ${line}`).join('\n')
}

/** The message's own, but what we send is UTF-8 whatever came. */
function contentTypeOf({ part: { type, parameters } }: IncomingMessage): string {
  const ours = parameters.has('charset') ? new Map([...parameters, ['charset', 'utf-8']]) : parameters
  return printContentType({ type, parameters: ours }) ?? type
}

function reply({ sender, recipient }: IncomingMessage, contentType: string, body: string): OutgoingRequest {
  return {
    method: 'MESSAGE',
    uri: targetOf(sender),
    from: addressOf(recipient),
    to: addressOf(sender),
    headers: [{ name: 'X-Sylk-To-Sip', value: 'yes' }],
    contentType,
    body: new TextEncoder().encode(body),
  }
}

/** A Request-URI has no headers and no method parameter (RFC 3261 §19.1.1, table 1), which the sender may have written into From. */
function targetOf({ uri }: NameAddr): string {
  const parsed = parseUri(uri)
  if (parsed?.kind !== 'sip') return uri
  const parameters = parsed.parameters.filter(({ name }) => name.toLowerCase() !== 'method')
  return printUri({ ...parsed, parameters, headers: [] })
}

/** Without the tag, which belongs to the request that brought it. */
function addressOf({ displayName, uri }: NameAddr): string {
  return printNameAddr({ displayName, uri, parameters: [] })
}
