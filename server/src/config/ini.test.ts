import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_INI_LENGTH, readIni } from './ini.ts'

/** Sections as plain objects, for comparing. */
function contents(text: string): Record<string, Record<string, string>> {
  const sections = readIni(text).sections.map(({ name, options }) => [
    name,
    Object.fromEntries(options.map((option) => [option.name, option.value])),
  ])
  return Object.fromEntries(sections)
}

const reasons = (text: string) => readIni(text).problems.map(({ line, reason }) => `${line}: ${reason}`)

test('takes = and : as delimiters, whichever comes first', () => {
  expect(contents('[A]\nmap = echo:echo\nproxy: sip.example.com;transport=tls\nbare=\n')).toEqual({
    A: { map: 'echo:echo', proxy: 'sip.example.com;transport=tls', bare: '' },
  })
})

test('distinguishes case in names and takes a hyphen for an underscore', () => {
  expect(contents('[SIP]\nlocal-ip = 1\n[sip]\nLocal_ip = 2')).toEqual({ SIP: { local_ip: '1' }, sip: { Local_ip: '2' } })
})

test('knows comments at the start of a line only', () => {
  expect(contents('# one\n; two\n  # three\n[A]\na = x ; y # z\n')).toEqual({ A: { a: 'x ; y # z' } })
})

test('continues a value on deeper indented lines, across blank lines and comments', () => {
  const text = '[A]\nlist = one,\n  two,\n# between\n\n  three\nnext = 4\n'
  expect(contents(text)).toEqual({ A: { list: 'one,\ntwo,\n\nthree', next: '4' } })
})

test('reads an indented option as an option where nothing stands before it to be continued', () => {
  expect(contents('[A]\n  a = 1\n  b = 2\n    more\n c = 3')).toEqual({ A: { a: '1', b: '2\nmore', c: '3' } })
})

test('takes one % and two for one', () => {
  expect(contents('[A]\na = 100%\nb = 100%%\nc = %(x)s')).toEqual({ A: { a: '100%', b: '100%', c: '%(x)s' } })
})

test('accepts a byte order mark and the line ends of all systems', () => {
  expect(contents('\uFEFF[A]\r\na = 1\r\nb = 2\rc = 3\n')).toEqual({ A: { a: '1', b: '2', c: '3' } })
})

test('tells of an option given twice, and lets the last one count', () => {
  const text = '[A]\na = 1\n[B]\n[A]\na = 2\n'
  expect(contents(text)).toEqual({ A: { a: '2' }, B: {} })
  expect(reasons(text)).toEqual(['5: option a was already given in line 2; the later one counts'])
})

test('tells of lines that are nothing and of options outside of sections, and reads on', () => {
  const text = 'early = 1\n  and more\n[A]\nwhat is this\n= 2\n[\nlost = 3\n[B] trailing\nb = 4\n'
  expect(contents(text)).toEqual({ A: {}, B: { b: '4' } })
  expect(reasons(text)).toEqual([
    '1: option early stands in no section and is ignored',
    '4: is neither "[section]", nor "option = value", nor a comment, and is ignored',
    '5: is neither "[section]", nor "option = value", nor a comment, and is ignored',
    '6: is not a section header; the options below it are ignored',
    '7: option lost stands in no section and is ignored',
  ])
})

test('gives the lines where sections and options begin', () => {
  const [section] = readIni('\n[A]\n\na = 1\n  2\nb = 3').sections
  expect(section?.line).toBe(2)
  expect(section?.options.map(({ name, line }) => [name, line])).toEqual([
    ['a', 4],
    ['b', 6],
  ])
})

test('does not read a text that is too large to be a configuration', () => {
  const { sections, problems } = readIni(`[A]\n${'#'.repeat(MAX_INI_LENGTH)}`)
  expect(sections).toEqual([])
  expect(problems).toHaveLength(1)
})

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_@.]{0,15}$/)
const valueLine = fc.stringMatching(/^[!-"$-:<-Z^-~][ -~]{0,20}[!-~]$/)
const style = fc.record({
  delimiter: fc.constantFrom('=', ':', ' = ', ' : ', '\t=\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  comment: fc.constantFrom('', '# note', '; note = 1', '   # [note]'),
})

test('reads back whatever was written, in every style of writing', () => {
  const document = fc.dictionary(name, fc.dictionary(name, fc.array(valueLine, { maxLength: 3 }), { noNullPrototype: true }), {
    noNullPrototype: true,
  })
  fc.assert(
    fc.property(document, style, (sections, { delimiter, lineEnd, comment }) => {
      const lines = Object.entries(sections).flatMap(([section, options]) => [
        comment,
        `[${section}]`,
        ...Object.entries(options).flatMap(([option, values]) => [
          `${option}${delimiter}${(values[0] ?? '').replaceAll('%', '%%')}`,
          ...values.slice(1).flatMap((value) => [comment, `  ${value.replaceAll('%', '%%')}`]),
        ]),
      ])
      const read = contents(lines.join(lineEnd))
      const withoutBlanks = (value: string) => value.split('\n').filter((line) => line !== '')
      expect(Object.keys(read)).toEqual(Object.keys(sections))
      for (const [section, options] of Object.entries(sections))
        expect(Object.entries(read[section] ?? {}).map(([option, value]) => [option, withoutBlanks(value)])).toEqual(
          Object.entries(options),
        )
    }),
  )
})

test('makes something consistent of any text', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('[A]', '[', ']', 'a = 1', ' a : 2', '=', '#', ';', '', '\t', '\uFEFF', '[[x]]'),
  )
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, lineEnd) => {
      const text = lines.join(lineEnd)
      const count = text.split(/\r\n|\n|\r/).length
      const { sections, problems } = readIni(text)
      const options = sections.flatMap((section) => section.options)
      for (const { line } of [...sections, ...options, ...problems]) expect(line >= 1 && line <= count).toBe(true)
      expect(new Set(sections.map((section) => section.name)).size).toBe(sections.length)
      for (const section of sections)
        expect(new Set(section.options.map((option) => option.name)).size).toBe(section.options.length)
      for (const { value } of options) expect(value).toBe(value.trim())
    }),
  )
})
