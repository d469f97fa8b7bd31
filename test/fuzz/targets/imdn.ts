import { deepStrictEqual } from 'node:assert'
import { ImdnError, parseImdn, printImdn } from '@weft/protocols/im/imdn'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'imdn',
  seeds: [
    encode(
      printImdn({
        messageId: '3f1e-1',
        dateTime: '2026-07-17T08:41:52.123000+00:00',
        recipientUri: 'bob@example.com',
        originalRecipientUri: 'bob@example.com',
        kind: 'delivery',
        status: 'delivered',
      }),
    ),
    encode(
      '<?xml version="1.0" encoding="utf-8"?>\r\n<i:imdn xmlns:i="urn:ietf:params:xml:ns:imdn" xmlns:x="urn:x">\n <i:message-id>a&amp;&#x62;</i:message-id>' +
        '<i:datetime><![CDATA[2026]]></i:datetime><i:subject>x</i:subject><i:display-notification><i:status><x:y/><i:displayed/></i:status>' +
        '</i:display-notification><x:note z="1">1</x:note></i:imdn>',
    ),
  ],
  dictionary: [
    '<!DOCTYPE x [',
    '<!ENTITY a "b">',
    '<!--',
    '-->',
    '<?x ?>',
    '<![CDATA[',
    ']]>',
    '&#0;',
    '&#x10FFFF;',
    'xmlns:',
    '<error/>',
    '\ufeff',
  ],

  /** Throws when parsing throws anything but ImdnError, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    let notification: ReturnType<typeof parseImdn>
    try {
      notification = parseImdn(input)
    } catch (error) {
      if (error instanceof ImdnError) return
      throw error
    }
    deepStrictEqual(parseImdn(printImdn(notification)), notification)
  },
}
