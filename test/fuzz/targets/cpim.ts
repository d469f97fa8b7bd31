import { deepStrictEqual } from 'node:assert'
import { CpimError, parseCpim, printCpim } from '@weft/protocols/im/cpim'
import { imdnHeaders, readDispositions, readMessageId } from '@weft/protocols/im/imdn-headers'
import { MimeError, readText, textPart } from '@weft/protocols/im/mime'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'cpim',
  seeds: [
    printCpim({
      from: { displayName: 'Alice, "A"', uri: 'sip:alice@example.com' },
      to: [{ displayName: '', uri: 'sip:bob@example.com' }],
      cc: [{ displayName: 'Élodie', uri: 'sip:e@[2001:db8::1]:5060' }],
      dateTime: '2026-07-17T08:41:52.123000+00:00',
      headers: imdnHeaders('3f1e-1', ['positive-delivery', 'display']),
      part: textPart('text/plain', 'naïve \u2060\u2061 text'),
    }),
    encode(
      'From: Alice <sip:alice@example.com>\r\nTo: Room <sip:room@example.com>\r\nNS: agp <urn:ag-projects:xml:ns:cpim>\r\nagp.Message-Type: status\r\n' +
        'Subject:;lang=fr Objet \\u00e9\r\n\r\nMIME-Version: 1.0\nContent-Type: text/plain; charset="utf8"\nContent-Transfer-Encoding: \n\nÉlodie joined',
    ),
    encode('From: <a@b>\n\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n'),
    encode(
      '\r\nContent-Type: text/plain;\r\n charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nna=EFve=\r\n text',
    ),
  ],
  dictionary: [
    'NS: ',
    'imdn.',
    'From: ',
    'DateTime: ',
    '\r\n\r\n',
    '\n\n',
    '\\u',
    '\\"',
    '<urn:',
    'charset=',
    'base64',
    '=\r\n',
    '\u2028',
  ],

  /** Throws when parsing throws anything but CpimError, when bytes and text are read differently, or when printing does not keep the message. */
  run(input: Uint8Array): void {
    const message = attempt(() => parseCpim(input), CpimError)
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(input)
    // Where the bytes are not UTF-8, the text is another message.
    if (Buffer.compare(encode(text), input) === 0)
      deepStrictEqual(
        attempt(() => parseCpim(text), CpimError),
        message,
      )
    if (!message) return
    attempt(() => readText(message.part), MimeError)
    readMessageId(message.headers)
    readDispositions(message.headers)
    const printed = attempt(() => printCpim(message), CpimError)
    if (!printed) throw new Error('a message that was read cannot be printed')
    deepStrictEqual(parseCpim(printed), message)
  },
}

/** Null where it throws the one error that it may throw. */
function attempt<Result>(run: () => Result, allowed: new (...args: never[]) => Error): Result | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof allowed) return null
    throw error
  }
}
