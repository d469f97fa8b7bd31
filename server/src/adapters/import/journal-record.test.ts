import { expect, test } from 'vitest'
import { readRecord } from './journal-record.ts'
import { LocalTime } from './local-time.ts'

const time = new LocalTime('Europe/Amsterdam')
const record = {
  ...{
    account: 'alice@example.com',
    contact: 'Bob@Example.com',
    direction: 'incoming',
    content_type: 'text/plain',
    content: 'hi',
  },
  ...{ created_at: '2026-07-17 08:41:52.123456', message_id: 'm1', disposition: ['positive-delivery', 'display'] },
  ...{ state: 'received', msg_timestamp: '2026-07-17 08:41:50.5+02:00' },
}
const entryOf = (more: object = {}) => {
  const read = readRecord({ ...record, ...more }, time)
  if (read.kind !== 'entry') throw new Error(JSON.stringify(read))
  return read.entry
}

test('a record is kept with its arrival in UTC and its own time in UTC', () => {
  expect(entryOf()).toEqual({
    ...{ contact: 'bob@example.com', direction: 'incoming', contentType: 'text/plain', content: 'hi' },
    ...{ arrivedAt: Date.parse('2026-07-17T06:41:52.123Z'), messageId: 'm1' },
    ...{ disposition: ['positive-delivery', 'display'], state: 'received', timestamp: '2026-07-17T06:41:50.500000+00:00' },
  })
})

test('content types are kept without parameters, in lower case', () => {
  expect(entryOf({ content_type: 'Text/HTML; charset=utf-8' }).contentType).toBe('text/html')
})

test('what is not said is nothing, and of times one stands in for the other', () => {
  expect(entryOf({ disposition: null, state: null, direction: null })).toMatchObject({
    disposition: null,
    state: null,
    direction: '',
  })
  expect(entryOf({ disposition: '', state: '' })).toMatchObject({ disposition: [], state: null })
  expect(entryOf({ msg_timestamp: 'once' }).timestamp).toBe('2026-07-17T06:41:52.123000+00:00')
  expect(entryOf({ created_at: null }).arrivedAt).toBe(Date.parse('2026-07-17T06:41:50.500Z'))
})

test.each(['text/pgp-public-key', 'TEXT/pgp-private-key'])('of %s only the place is kept', (content_type) => {
  const place = { kind: 'place', messageId: 'm1', arrivedAt: Date.parse('2026-07-17T06:41:52.123Z') }
  expect(readRecord({ ...record, content_type, content: null }, time)).toEqual(place)
})

test.each<[string, unknown]>([
  ['no record', null],
  ['no record', 'hi'],
  ['no message_id that can be kept', { ...record, message_id: '' }],
  ['no message_id that can be kept', { ...record, message_id: 'x'.repeat(513) }],
  ['no message_id that can be kept', { ...record, message_id: 'a\0' }],
  ['no message_id that can be kept', { ...record, message_id: '\ud800' }],
  ['no time', { ...record, created_at: 'then', msg_timestamp: null }],
  ['no content_type', { ...record, content_type: 5 }],
  ['a type that journals do not have', { ...record, content_type: 'application/im-iscomposing+xml' }],
  ['no contact', { ...record, contact: null }],
  ['no content', { ...record, content: null }],
  ['no content', { ...record, content: '' }],
  ['no direction', { ...record, direction: 'sideways' }],
  ['content that cannot be kept', { ...record, content_type: 'message/imdn', content: '{' }],
])('a record with %s is left out: %j', (reason, value) => {
  expect(readRecord(value, time)).toEqual({ kind: 'unusable', reason })
})
