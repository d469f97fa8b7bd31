import type { Pidf, PidfNote, PidfTuple } from '@weft/protocols/presence/pidf'
import type { Show } from '@weft/protocols/xmpp/presence'
import { expect, test } from 'vitest'
import { presencesOf } from './pidf-presence.ts'

const tuple = (more: Partial<PidfTuple> = {}): PidfTuple => ({
  ...{ id: 't1', basic: 'open', extended: null, contact: null, device: null, capabilities: null, notes: [], timestamp: null },
  ...more,
})
const pidf = (tuples: PidfTuple[], activities: string[] = [], notes: PidfNote[] = [], person: PidfNote[] = []): Pidf => ({
  ...{ entity: 'sip:romeo@sip.test', tuples, notes },
  person: { id: 'p1', activities, idle: null, notes: person },
})
const note = (text: string, language: string | null = null): PidfNote => ({ text, language })

for (const [what, status, activities, show] of [
  ['open', { basic: 'open' }, [], null],
  ['closed', { basic: 'closed' }, [], 'gone'],
  ['of no status', { basic: null }, [], 'gone'],
  ['available, though closed', { basic: 'closed', extended: 'available' }, [], null],
  ['offline, though open', { basic: 'open', extended: 'offline' }, [], 'gone'],
  ['away', { extended: 'away' }, ['meeting'], 'away'],
  ['busy', { extended: 'busy' }, ['away'], 'dnd'],
  ['available, whatever the person does', { extended: 'available' }, ['busy'], null],
  ['open while on the phone', {}, ['on-the-phone'], 'dnd'],
  ['open while on holiday', {}, ['vacation'], 'xa'],
  ['open at lunch', {}, ['meal'], 'away'],
  ['open at lunch in a meeting', {}, ['meal', 'meeting'], 'dnd'],
  ['open, doing what nobody knows', {}, ['knitting'], null],
] as [string, Partial<PidfTuple>, string[], Show | 'gone' | null][])
  test(`a device that is ${what} is ${show ?? 'there'}`, () => {
    const told = presencesOf(pidf([tuple(status)], activities)).get('t1')
    expect(told === undefined ? 'gone' : told.show).toBe(show)
  })

test('devices are named by their ids, each once; what can be no resource is none', () => {
  const device = { id: 'urn:uuid:1', description: null }
  const devices = presencesOf(
    pidf([tuple({ device }), tuple({ id: 't2' }), tuple({ id: 't2', extended: 'away' }), tuple({ id: '\u202e' })]),
  )
  expect([...devices].map(([id, { show }]) => [id, show])).toEqual([
    ['urn:uuid:1', null],
    ['t2', 'away'],
  ])
})

test('what a device says counts, else what the person says, else what the document says', () => {
  const said = (document: Pidf) => presencesOf(document).get('t1')?.statuses
  const all = pidf([tuple({ notes: [note('device', 'en')] })], [], [note('document')], [note('person')])
  expect(said(all)).toEqual([{ text: 'device', lang: 'en' }])
  expect(said(pidf([tuple()], [], [note('document')], [note('person')]))).toEqual([{ text: 'person', lang: null }])
  expect(said(pidf([tuple()], [], [note('document')]))).toEqual([{ text: 'document', lang: null }])
})

test('nobody is told a novel, in no language, sixteen times', () => {
  const notes = Array.from({ length: 16 }, () => note('x'.repeat(100_000), 'e'.repeat(9000)))
  const said = presencesOf(pidf([tuple({ notes })])).get('t1')?.statuses ?? []
  expect(said.map(({ text, lang }) => [text.length, lang])).toEqual(Array.from({ length: 4 }, () => [1024, null]))
})
