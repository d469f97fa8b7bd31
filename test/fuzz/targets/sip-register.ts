import { deepStrictEqual } from 'node:assert'
import { fieldsOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseContacts } from '@weft/protocols/sip/name-addr'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { Binding, Flow } from '@weft/protocols/sip/registrar/binding'
import { decideRegister } from '@weft/protocols/sip/registrar/register-change'
import { type RegistrarSettings, readRegister } from '@weft/protocols/sip/registrar/register-order'
import { SipParseError } from '@weft/protocols/sip/sip-error'

/*
 * An input is the header fields of a REGISTER after those that each has. It is carried out, once more with a higher CSeq, and once more with the same.
 */

const NOW = 1_700_000_000_000
const source: Flow = { transport: 'tcp', address: '192.0.2.7', port: 40_000 }
const settings: RegistrarSettings = { minExpires: 60, maxExpires: 3600, defaultExpires: 600, maxContacts: 3, isOurs: () => false }
const INSTANCE = '+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"'

export const target = {
  name: 'sip-register',
  seeds: [
    'Contact: <sip:a@192.0.2.7;transport=tcp>;expires=60;q=0.7',
    'Contact: "A" <sip:a@[2001:db8::1]:5070>;methods="INVITE, BYE", sip:b@h;expires=0\r\nExpires: 3600',
    `Contact: <sip:a@10.0.0.1;ob>;${INSTANCE};reg-id=1\r\nSupported: path, outbound`,
    'Contact: <sips:a%40b:p@h;x=%41>\r\nPath: <sip:p1;lr>, "P" <sip:p2;lr;ob>\r\nSupported: path',
    'Contact: *\r\nExpires: 0',
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    'Contact: ',
    'Path: ',
    'Supported: ',
    'Expires: ',
    ';q=',
    ';expires=',
    ';reg-id=',
    '+sip.instance=',
    '<urn:',
    '*',
    ';lr',
    ';ob',
    '%',
    '"',
    '\\',
    ', ',
    '\r\n',
    '\u0000',
  ],

  /** Throws when a REGISTER that can be read is answered by what cannot be printed, or does not say all that there is; or leaves more than there may be. */
  run(input: Uint8Array): void {
    let bindings: Binding[] = []
    for (const cseq of [1, 2, 2]) {
      const request = requestOf(cseq, input)
      const reading = request && readRegister(request, source, settings)
      if (!reading || 'refusal' in reading) return
      const { status, headers, change } = decideRegister(reading.value, bindings, NOW, settings)
      const gone = new Set([...(change?.remove ?? []), ...(change?.put ?? []).map(({ key }) => key)])
      bindings = [...bindings.filter(({ key }) => !gone.has(key)), ...(change?.put ?? [])]
      if (bindings.length > settings.maxContacts) throw new Error('more contacts than there may be')
      if (new Set(bindings.map(({ key }) => key)).size < bindings.length) throw new Error('two bindings of one key')
      if (status === 200) tells(headers, bindings)
    }
  },
}

function requestOf(cseq: number, fields: Uint8Array): SipRequest | null {
  const head = ['REGISTER sip:h SIP/2.0', 'Via: SIP/2.0/TCP h;branch=z9hG4bK1', 'Call-ID: c', `CSeq: ${cseq} REGISTER`, '']
  try {
    const message = parseMessage(Buffer.concat([Buffer.from(head.join('\r\n')), fields, Buffer.from('\r\n\r\n')]))
    return message.kind === 'request' ? message : null
  } catch (error) {
    if (error instanceof SipParseError) return null
    throw error
  }
}

/** The answer, once it has gone over the wire, names all bindings. */
function tells(headers: SipRequest['headers'], bindings: readonly Binding[]): void {
  const response = { kind: 'response', status: 200, reason: 'OK', headers, body: new Uint8Array() } as const
  const contacts = parseContacts(fieldsOf(parseMessage(printMessage(response)), 'Contact'))
  if (contacts === null || contacts === '*') throw new Error('the contacts cannot be read')
  deepStrictEqual(contacts.map(({ uri }) => uri).toSorted(), bindings.map(({ uri }) => uri).toSorted())
}
