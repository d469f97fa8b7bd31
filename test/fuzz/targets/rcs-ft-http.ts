import { deepStrictEqual } from 'node:assert'
import { parseRcsFtHttp, printRcsFtHttp, RcsFtHttpError } from '@weft/protocols/im/rcs-ft-http'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'rcs-ft-http',
  seeds: [
    encode(
      printRcsFtHttp([
        {
          name: 'a & b.png',
          size: 1234,
          contentType: 'image/png',
          url: 'https://sylk.example.com/f/a?x=1&y=2',
          until: '2026-08-01T00:00:00+00:00',
          hash: `sha-1:${Array.from({ length: 20 }, () => 'AB').join(':')}`,
        },
        { name: 'b', size: 0, contentType: 'text/plain; x="y"', url: 'http://[::1]/', until: null, hash: null },
      ]),
    ),
    encode(
      '<?xml version="1.0" encoding="utf-8"?>\r\n<file>\n<file-info type="thumbnail"><file-size>1</file-size></file-info><file-info type="file">' +
        '<file-size> 7 </file-size><file-name><![CDATA[a<b]]></file-name><content-type>x/y</content-type><data url = "http://e" until="?"/></file-info></file>',
    ),
  ],
  dictionary: [
    '<!DOCTYPE x [',
    '<!--',
    '<![CDATA[',
    ']]>',
    '&#10;',
    '&#x10FFFF;',
    'xmlns:',
    '<file-info type="file">',
    '</file-info>',
    'https://',
    'sha-1:',
    '\ufeff',
  ],

  /** Throws when parsing throws anything but RcsFtHttpError, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    let files: ReturnType<typeof parseRcsFtHttp>
    try {
      files = parseRcsFtHttp(input)
    } catch (error) {
      if (error instanceof RcsFtHttpError) return
      throw error
    }
    let printed: string
    try {
      printed = printRcsFtHttp(files)
    } catch (error) {
      // What was read may take more room when all of it is escaped.
      if (error instanceof RcsFtHttpError && error.fault === 'too-large') return
      throw error
    }
    deepStrictEqual(parseRcsFtHttp(printed), files)
  },
}
