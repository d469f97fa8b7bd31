import type { SaxesTagNS } from 'saxes'
import { expect, test } from 'vitest'
import { printXmlText, readXml, type XmlFault, type XmlVisitor } from './strict-xml.ts'

const LIMITS = { length: 100, depth: 3 }

class Refused extends Error {
  readonly fault: XmlFault

  constructor(fault: XmlFault) {
    super(fault)
    this.fault = fault
  }
}

class Recorder implements XmlVisitor {
  readonly seen: string[] = []

  open(tag: SaxesTagNS): void {
    this.seen.push(`{${tag.uri}}${tag.local}`)
  }

  close(): void {
    this.seen.push('/')
  }

  text(text: string): void {
    this.seen.push(text)
  }

  refuse(fault: XmlFault): Error {
    return new Refused(fault)
  }
}

function read(document: Uint8Array | string): string[] {
  const recorder = new Recorder()
  readXml(document, LIMITS, recorder)
  return recorder.seen
}

function fault(document: Uint8Array | string): XmlFault | null {
  try {
    read(document)
  } catch (error) {
    if (error instanceof Refused) return error.fault
    throw error
  }
  return null
}

test('elements with their namespaces, text and CDATA are told in order', () => {
  expect(read('<?xml version="1.0"?><a xmlns="urn:a"><b:c xmlns:b="urn:b">x&amp;y<![CDATA[<z>]]></b:c></a>')).toEqual([
    '{urn:a}a',
    '{urn:b}c',
    'x&y',
    '<z>',
    '/',
    '/',
  ])
})

test('bytes are read as UTF-8, with or without a byte order mark', () => {
  expect(read(new TextEncoder().encode('\ufeff<a>é</a>'))).toEqual(['{}a', 'é', '/'])
})

test.each<[XmlFault, Uint8Array | string]>([
  ['too-large', `<a>${'x'.repeat(94)}</a>`],
  ['not-utf8', Uint8Array.of(0x3c, 0xff)],
  ['not-well-formed', '<a>'],
  ['not-well-formed', '<a>&unknown;</a>'],
  ['not-well-formed', '<b:a/>'],
  ['not-allowed', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
  ['not-allowed', '<a><!-- --></a>'],
  ['not-allowed', '<a><?b c?></a>'],
  ['not-allowed', '<?xml version="1.1"?><a/>'],
  ['not-allowed', '<?xml version="1.0" encoding="latin1"?><a/>'],
  ['too-deep', '<a><a><a><a/></a></a></a>'],
])('%s: %j is refused', (expected, document) => {
  expect(fault(document)).toBe(expected)
})

test('a document as large and as deep as allowed is read', () => {
  expect(fault(`<a>${'x'.repeat(93)}</a>`)).toBeNull()
  expect(fault('<a><a><a/><a/></a><a/></a>')).toBeNull()
})

test('what a visitor throws comes out as it is', () => {
  class Own extends Error {}
  const recorder = new Recorder()
  recorder.text = () => {
    throw new Own()
  }
  expect(() => readXml('<a>x</a>', LIMITS, recorder)).toThrow(Own)
})

test('text that is printed reads back the same, and holds no markup', () => {
  const text = 'a<b>&amp;\r\n]]>\u007f'
  const printed = printXmlText(text)
  expect(printed).not.toMatch(/[<>\r]/)
  expect(read(`<a>${printed}</a>`).slice(1, -1).join('')).toBe(text)
})

test.each(['\0', '\u001b', '\ud800', '\ufffe'])('%j is not printed: XML cannot carry it', (text) => {
  expect(printXmlText(text)).toBeNull()
})
