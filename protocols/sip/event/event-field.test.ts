import { expect, test } from 'vitest'
import { SipPrintError } from '../sip-error.ts'
import { eventOf, isSameEvent, parseEvent, printEvent } from './event-field.ts'

const withEvents = (...values: string[]) => ({
  kind: 'request' as const,
  method: 'NOTIFY',
  uri: 'sip:a@example.com',
  headers: values.map((value) => ({ name: 'Event', value })),
  body: new Uint8Array(),
})

test('an event is a package, perhaps with a template and an id', () => {
  expect(parseEvent(' presence.winfo ; x=1; id=a1')).toEqual({ package: 'presence.winfo', id: 'a1' })
  expect(parseEvent('refer')).toEqual({ package: 'refer', id: null })
  for (const text of ['', ';id=1', 'a b', 'a;id=', 'a;id="b c"', 'a;id=1;id=2', 'a,b']) expect(parseEvent(text)).toBeNull()
})

test('a message has one event or none', () => {
  expect(eventOf(withEvents('dialog'))).toEqual({ package: 'dialog', id: null })
  expect([eventOf(withEvents()), eventOf(withEvents('dialog', 'dialog'))]).toEqual([null, null])
})

test('events are the same byte by byte, and one with an id is no event without', () => {
  const event = { package: 'refer', id: '1' }
  expect(isSameEvent(event, { package: 'refer', id: '1' })).toBe(true)
  for (const other of [
    { package: 'Refer', id: '1' },
    { package: 'refer', id: null },
    { package: 'refer', id: '01' },
  ])
    expect(isSameEvent(event, other)).toBe(false)
})

test('what is printed is a token with an id that is one', () => {
  expect(printEvent({ package: 'refer', id: '93' })).toBe('refer;id=93')
  for (const event of [
    { package: 'a\r\nb', id: null },
    { package: '', id: null },
    { package: 'a', id: 'x y' },
  ])
    expect(() => printEvent(event)).toThrow(SipPrintError)
})
