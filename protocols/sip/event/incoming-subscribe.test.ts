import { expect, test } from 'vitest'
import { judgeSubscribe } from './incoming-subscribe.ts'
import type { NotifierSettings } from './notifier-settings.ts'

const settings: NotifierSettings = {
  packages: ['presence', 'conference'],
  contact: 'sip:us@us.example',
  expires: { usual: 600, least: 60, most: 3600 },
  gap: 0,
  content: () => null,
  headers: [],
  digest: null,
}
const subscribe = (...fields: readonly (readonly [string, string])[]) => ({
  kind: 'request' as const,
  method: 'SUBSCRIBE',
  uri: 'sip:us@us.example',
  headers: fields.map(([name, value]) => ({ name, value })),
  body: new Uint8Array(),
})
const presence = ['Event', 'presence'] as const

test('a time is taken as it is, cut to the most, or the usual one', () => {
  const times = [
    [[], 600],
    [[['Expires', '90']], 90],
    [[['Expires', '99999']], 3600],
    [[['Expires', '0']], 0],
  ] as const
  for (const [fields, expires] of times)
    expect(judgeSubscribe(subscribe(presence, ...fields), settings)).toEqual({
      taken: true,
      event: { package: 'presence', id: null },
      expires,
    })
})

test('too brief a time is refused with the least one, but never one of an hour', () => {
  expect(judgeSubscribe(subscribe(presence, ['Expires', '59']), settings)).toEqual({
    taken: false,
    status: 423,
    fields: [{ name: 'Min-Expires', value: '60' }],
  })
  const strict = { ...settings, expires: { usual: 9000, least: 9000, most: 9000 } }
  expect(judgeSubscribe(subscribe(presence, ['Expires', '3600']), strict).taken).toBe(true)
})

test('other packages are refused with those there are, and times that are none altogether', () => {
  for (const request of [subscribe(), subscribe(['Event', 'dialog']), subscribe(presence, presence)])
    expect(judgeSubscribe(request, settings)).toEqual({
      taken: false,
      status: 489,
      fields: [{ name: 'Allow-Events', value: 'presence, conference' }],
    })
  for (const times of [
    [['Expires', 'soon']],
    [
      ['Expires', '60'],
      ['Expires', '60'],
    ],
  ] as const)
    expect(judgeSubscribe(subscribe(presence, ...times), settings)).toMatchObject({ taken: false, status: 400 })
})
