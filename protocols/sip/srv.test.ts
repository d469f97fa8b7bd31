import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderSrv, type SrvRecord } from './srv.ts'

const record = (priority: number, weight: number, name: string): SrvRecord => ({ priority, weight, port: 5060, name })
const names = (records: readonly SrvRecord[]) => records.map((one) => one.name).join(' ')

test('lower priorities come first', () => {
  const records = [record(20, 0, 'c'), record(5, 0, 'a'), record(10, 100, 'b')]
  expect(names(orderSrv(records, () => 0.5))).toBe('a b c')
})

test('within a priority the chance is drawn by weight', () => {
  const records = [record(1, 10, 'ten'), record(1, 30, 'thirty'), record(1, 60, 'sixty')]
  expect(names(orderSrv(records, () => 0))).toBe('ten thirty sixty')
  expect(names(orderSrv(records, () => 0.11))).toBe('thirty ten sixty')
  expect(names(orderSrv(records, () => 0.999))).toBe('sixty thirty ten')
})

test('a server of weight 60 is first about six times as often as one of weight 10', () => {
  const records = [record(1, 10, 'ten'), record(1, 60, 'sixty')]
  const draws = Array.from({ length: 710 }, (_, n) => orderSrv(records, () => (n + 0.5) / 710)[0]?.name)
  expect(draws.filter((name) => name === 'ten')).toHaveLength(110)
})

test('a server of weight 0 is not shut out', () => {
  const records = [record(1, 10, 'ten'), record(1, 0, 'zero')]
  expect(names(orderSrv(records, () => 0))).toBe('zero ten')
  expect(names(orderSrv(records, () => 0.5))).toBe('ten zero')
})

test('the target "." offers nothing', () => {
  expect(orderSrv([record(0, 0, '.')], () => 0)).toEqual([])
})

test('every server is there once, by priority, whatever the chance', () => {
  const anyRecord = fc.record({ priority: fc.nat(3), weight: fc.nat(65_535), port: fc.constant(5060), name: fc.uuid() })
  fc.assert(
    fc.property(
      fc.array(anyRecord, { maxLength: 32 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (records, chances) => {
        const ordered = orderSrv(records, () => chances.next().value ?? 0)
        expect(new Set(ordered)).toEqual(new Set(records))
        expect(ordered).toHaveLength(records.length)
        expect(ordered.map((one) => one.priority)).toEqual(records.map((one) => one.priority).toSorted((a, b) => a - b))
      },
    ),
  )
})
