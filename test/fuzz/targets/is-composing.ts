import { deepStrictEqual } from 'node:assert'
import { IsComposingError, parseIsComposing, printIsComposing } from '@weft/protocols/im/is-composing'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'is-composing',
  seeds: [
    encode(
      printIsComposing({
        state: 'active',
        lastActive: '2026-07-17T08:41:52.123000+00:00',
        contentType: 'text/plain',
        refresh: 90,
      }),
    ),
    encode(
      '<?xml version="1.0" encoding="utf-8"?>\r\n<c:isComposing xmlns:c="urn:ietf:params:xml:ns:im-iscomposing" xmlns:x="urn:x">\n <c:state> idle </c:state>' +
        '<c:lastactive><![CDATA[2026]]></c:lastactive><c:contenttype>text; a=&quot;&#x62;&quot;</c:contenttype><x:note z="1"><c:state/></x:note></c:isComposing>',
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
    '<refresh>',
    '999999999',
    '*/*',
    '\ufeff',
  ],

  /** Throws when parsing throws anything but IsComposingError, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    let indication: ReturnType<typeof parseIsComposing>
    try {
      indication = parseIsComposing(input)
    } catch (error) {
      if (error instanceof IsComposingError) return
      throw error
    }
    deepStrictEqual(parseIsComposing(printIsComposing(indication)), indication)
  },
}
