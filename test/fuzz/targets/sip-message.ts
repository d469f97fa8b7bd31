import { deepStrictEqual } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { parseCSeq, printCSeq } from '@weft/protocols/sip/cseq'
import { fieldsOf, type SipMessage } from '@weft/protocols/sip/message'
import { parseContacts, parseNameAddrs, printNameAddr } from '@weft/protocols/sip/name-addr'
import { MESSAGE_LIMITS, parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { parseSipDate } from '@weft/protocols/sip/sip-date'
import { SipParseError, SipPrintError } from '@weft/protocols/sip/sip-error'
import { validateRequest } from '@weft/protocols/sip/validate-request'
import { validateResponse } from '@weft/protocols/sip/validate-response'
import { parseVias, printVia, responseTargetOf, stampVia } from '@weft/protocols/sip/via'

const TORTURE = new URL('../../torture/rfc4475/', import.meta.url)
/** What was read at the bounds is longer once Content-Length was added, folded lines aside. */
const WIDER = { message: 4 * MESSAGE_LIMITS.message, fields: MESSAGE_LIMITS.fields + 1, line: 4 * MESSAGE_LIMITS.line }
const POLICY = { role: 'server' as const, methods: null, schemes: new Set(['sip', 'sips', 'tel']), extensions: new Set<string>() }

export const target = {
  name: 'sip-message',
  seeds: readdirSync(TORTURE).flatMap((file) =>
    file.endsWith('.dat') ? [new Uint8Array(readFileSync(new URL(file, TORTURE)))] : [],
  ),
  dictionary: [
    '\r\n\r\n',
    '\r\n ',
    '\r\n',
    ' SIP/2.0\r\n',
    'SIP/2.0 200 ',
    'Via: SIP/2.0/UDP [::1]:5060;rport;received=',
    'l: ',
    'Content-Length: 4294967296\r\n',
    'Contact: *\r\n',
    'm: <sip:',
    'ACK ',
    '"\\\0"',
    '%00',
    ';tag=',
    ';maddr=',
    '>,<',
  ],

  /** Throws when reading throws anything but SipParseError, when what was read cannot be printed, or reads otherwise once it was. */
  run(input: Uint8Array): void {
    const message = read(input)
    if (!message) return
    const printed = printMessage(message)
    const again = parseMessage(printed, WIDER)
    deepStrictEqual(withoutLength(again), withoutLength(message))
    deepStrictEqual(printMessage(again), printed)
    if (message.kind === 'request') {
      validateRequest(message, POLICY)
      validateRequest(message, { ...POLICY, role: 'proxy' })
    } else validateResponse(message, 'client')
    readValues(message)
  },
}

/** Null where it is no message. What can be answered has to leave fields that an answer can carry. */
function read(input: Uint8Array): SipMessage | null {
  try {
    return parseMessage(input)
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error
    const { status, request } = error
    if (request)
      parseMessage(printMessage({ kind: 'response', status, reason: 'No', headers: request.headers, body: request.body }), WIDER)
    return null
  }
}

function readValues(message: SipMessage): void {
  for (const via of parseVias(fieldsOf(message, 'Via')) ?? []) {
    responseTargetOf(via)
    for (const one of [via, stampVia(via, '2001:db8::1', 5060)]) again(one, printVia, (text) => parseVias([text])?.[0])
  }
  for (const name of ['From', 'To', 'Route', 'Record-Route'])
    for (const address of parseNameAddrs(fieldsOf(message, name)) ?? [])
      again(address, printNameAddr, (text) => parseNameAddrs([text])?.[0])
  const contacts = parseContacts(fieldsOf(message, 'Contact'))
  for (const contact of contacts === '*' ? [] : (contacts ?? []))
    again(contact, printNameAddr, (text) => parseContacts([text])?.[0])
  for (const value of fieldsOf(message, 'CSeq')) {
    const cseq = parseCSeq(value)
    if (cseq) again(cseq, printCSeq, parseCSeq)
  }
  for (const value of fieldsOf(message, 'Date')) parseSipDate(value)
}

/** A value that is printed at all reads as it was. */
function again<Value>(value: Value, print: (value: Value) => string, parse: (text: string) => unknown): void {
  let text: string
  try {
    text = print(value)
  } catch (error) {
    if (!(error instanceof SipPrintError && holdsNul(value))) throw error
    return
  }
  deepStrictEqual(parse(text), value)
}

/** NUL may be read in the quotes of a display name (RFC 4475 §3.1.1.2), and is never written. */
function holdsNul(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'displayName' in value && String(value.displayName).includes('\0')
}

function withoutLength(message: SipMessage): SipMessage {
  return { ...message, headers: message.headers.filter(({ name }) => name !== 'Content-Length') }
}
