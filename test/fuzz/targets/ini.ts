import { strictEqual } from 'node:assert'
import { readIni } from '../../../server/src/config/ini.ts'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'ini',
  seeds: [
    encode(
      '; comment\n[General]\nweb_origins = *\nsip-domains: a.example, b.example\n\n[Janus]\napi_url=ws://127.0.0.1:8188\n[room@example.com]\nallow = all\n',
    ),
    encode('\ufeff[A]\r\nx = 100%%\r\n  more\r\n\r\n  and more\r\n# comment\r\nx: again\r\n[A]\r\ny\r\n[]\r\nz = 1\r\n'),
  ],
  dictionary: ['[', ']', '=', ':', '%%', '%(x)s', '\n\t', '\r\n', '\r', ';', '#', '\u2028', '\u0000', '__proto__', 'constructor'],

  /** Throws when reading throws, names something twice or not at all, or points outside the text. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const { sections, problems } = readIni(text)
    const lines = text.split(/\r\n|\n|\r/).length
    const options = sections.flatMap((section) => section.options)
    for (const { line } of [...sections, ...options, ...problems]) {
      if (!(line >= 1 && line <= lines)) throw new Error(`line ${line} of ${lines}`)
    }
    for (const named of [sections, ...sections.map((section) => section.options)]) {
      strictEqual(new Set(named.map((one) => one.name)).size, named.length, 'a name is there twice')
      if (named.some((one) => one.name.trim() === '')) throw new Error('a name is empty')
    }
  },
}
