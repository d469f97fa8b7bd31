import { expect, test } from 'vitest'
import { delayElement, delayOf } from './delay.ts'
import { NS } from './namespaces.ts'
import { xml } from './xml.ts'

const told = (stamp: string) => delayOf(xml('message', NS.server, {}, [xml('delay', NS.delay, { stamp })]))?.at ?? null

for (const [stamp, at] of [
  ['2026-07-17T08:41:52Z', '2026-07-17T08:41:52.000Z'],
  ['2026-07-17T08:41:52.125Z', '2026-07-17T08:41:52.125Z'],
  ['2026-07-17T10:41:52+02:00', '2026-07-17T08:41:52.000Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  // The years -1 and 10000, which nothing could say again.
  ['0000-01-01T00:00:00+10:00', null],
  ['9999-12-31T23:59:59-10:00', null],
  ['2026-07-17', null],
  ['2026-13-17T08:41:52Z', null],
  ['yesterday', null],
] as const)
  test(`${stamp} is ${at ?? 'no time'}`, () => {
    expect(told(stamp)).toBe(at === null ? null : Date.parse(at))
    if (at !== null)
      expect(delayOf(xml('message', NS.server, {}, [delayElement({ at: Date.parse(at), by: null })]))?.at).toBe(Date.parse(at))
  })
