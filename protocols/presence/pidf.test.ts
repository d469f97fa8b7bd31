import { expect, test } from 'vitest'
import { parsePidf } from './parse-pidf.ts'
import { type Pidf, PidfError, type PidfTuple } from './pidf.ts'
import { printPidf } from './print-pidf.ts'

const desk: PidfTuple = {
  id: 'SID-6f7263',
  basic: 'open',
  extended: 'away',
  contact: 'sip:juliet@example.com;gr=6f7263;xmpp',
  device: { id: '6f7263', description: 'orc "hard" & <fast>' },
  capabilities: { message: true, text: true },
  notes: [
    { text: 'Gone fishing', language: 'en' },
    { text: 'à la pêche', language: 'fr' },
  ],
  timestamp: '2026-07-17T08:41:52Z',
}
const juliet: Pidf = {
  entity: 'sip:juliet@example.com',
  tuples: [desk, { ...desk, id: 'SID-2', basic: 'closed', extended: 'offline', device: null, capabilities: null, notes: [] }],
  person: { id: 'PID-1', activities: ['away', 'on-the-phone'], idle: true, notes: [{ text: 'busy', language: null }] },
  notes: [{ text: 'of the whole', language: null }],
}

test('what is printed reads the same', () => {
  expect(parsePidf(printPidf(juliet))).toEqual(juliet)
  const nobody: Pidf = { entity: 'pres:nobody@example.com', tuples: [], person: null, notes: [] }
  expect(parsePidf(printPidf(nobody))).toEqual(nobody)
})

test('a document of another program is read: other prefixes, what nobody knows, device-info without deviceID, values that are none', () => {
  const document = `<?xml version="1.0" encoding="utf-8"?>
    <p:presence xmlns:p="urn:ietf:params:xml:ns:pidf" xmlns:d="urn:ietf:params:xml:ns:pidf:data-model"
      xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" xmlns:a="urn:ag-projects:xml:ns:pidf" entity="sip:bob@example.com">
      <p:tuple id="t1"><p:status><p:basic>open</p:basic><a:extended>busy</a:extended></p:status>
        <a:device-info id="urn:uuid:1234"><a:description>Desk</a:description></a:device-info>
        <p:contact priority="0.8">sip:bob@example.com</p:contact><p:timestamp>yesterday</p:timestamp></p:tuple>
      <p:tuple id="t2"><p:status><p:basic>perhaps</p:basic><a:extended>dancing</a:extended></p:status></p:tuple>
      <p:tuple><p:status><p:basic>open</p:basic></p:status></p:tuple>
      <d:person id="p1"><r:activities><r:note>in</r:note><r:meeting/></r:activities><r:user-input>active</r:user-input>
        <r:mood><r:happy/></r:mood></d:person>
    </p:presence>`
  expect(parsePidf(document)).toEqual({
    entity: 'sip:bob@example.com',
    tuples: [
      {
        ...{ id: 't1', basic: 'open', extended: 'busy', contact: 'sip:bob@example.com', capabilities: null, notes: [] },
        ...{ device: { id: 'urn:uuid:1234', description: 'Desk' }, timestamp: null },
      },
      {
        ...{ id: 't2', basic: null, extended: null, contact: null, capabilities: null, notes: [], device: null },
        timestamp: null,
      },
    ],
    person: { id: 'p1', activities: ['meeting'], idle: false, notes: [{ text: 'in', language: null }] },
    notes: [],
  })
})

test('of very many tuples and notes the first are read', () => {
  const tuple = `<tuple id="t"><status/>${'<note>n</note>'.repeat(40)}</tuple>`
  const { tuples } = parsePidf(`<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@b">${tuple.repeat(200)}</presence>`)
  expect([tuples.length, tuples[0]?.notes.length]).toEqual([64, 16])
})

for (const [what, document, fault] of [
  ['no XML', 'hello', 'not-well-formed'],
  ['a document type', '<!DOCTYPE presence><presence/>', 'not-allowed'],
  ['something else', '<presence xmlns="urn:example" entity="sip:a@b"/>', 'not-pidf'],
  ['presence of nobody', '<presence xmlns="urn:ietf:params:xml:ns:pidf"/>', 'not-pidf'],
  ['nesting without end', '<a>'.repeat(50), 'too-deep'],
  ['more than 256 KiB', ' '.repeat(300_000), 'too-large'],
] as const)
  test(`${what} is refused`, () => {
    expect(() => parsePidf(document)).toThrow(expect.objectContaining({ name: 'PidfError', fault }))
  })

for (const [what, changes] of [
  ['an id that is none', { tuples: [{ ...desk, id: '1 2' }] }],
  ['a time that is none', { tuples: [{ ...desk, timestamp: 'now' }] }],
  ['an activity that is markup', { person: { id: 'p', activities: ['a><b'], idle: null, notes: [] } }],
] as const)
  test(`${what} is not printed`, () => {
    expect(() => printPidf({ ...juliet, ...changes })).toThrow(PidfError)
  })
