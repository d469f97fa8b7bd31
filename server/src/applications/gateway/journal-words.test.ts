import { expect, test } from 'vitest'
import { journalWords, utcDateTime } from './journal-words.ts'

test.each([
  ['2026-07-17T08:41:52.123Z', '2026-07-17T08:41:52.123000+00:00'],
  ['2026-07-17T08:41:52+00:00', '2026-07-17T08:41:52+00:00'],
  ['2026-07-17T10:41:52.123456+02:00', '2026-07-17T08:41:52.123000+00:00'],
  ['0000-01-01T00:00:00+23:00', null],
  ['2026-07-17T08:41:60+01:00', null],
  ['yesterday', null],
])('%s is %s in UTC', (text, utc) => {
  expect(utcDateTime(text)).toBe(utc)
})

test('the place where a journal is read is as clients can put it together', () => {
  const words = journalWords((account) => `https://weft.test/history/${account}`)
  expect(JSON.parse(words.token('t', 'alice@weft.test'))).toEqual({
    token: 't',
    url: 'https://weft.test/history/alice@weft.test',
  })
})
