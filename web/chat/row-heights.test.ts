import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowHeights } from './row-heights.ts'

function rows(...heights: number[]): RowHeights {
  const list = new RowHeights(50)
  list.keys = heights.map((_, index) => `row ${index}`)
  for (const [index, height] of heights.entries()) list.measure(`row ${index}`, height)
  return list
}

test('rows that were never seen count as estimated, others as they are', () => {
  const list = new RowHeights(50)
  list.keys = ['a', 'b', 'c']
  expect([list.total, list.top(2)]).toEqual([150, 100])
  expect([list.measure('b', 80), list.measure('b', 80)]).toEqual([true, false])
  expect([list.total, list.top(1), list.top(2), list.top(3)]).toEqual([180, 50, 130, 180])
})

test('what was measured stays with its row when others come before it', () => {
  const list = rows(10, 20)
  list.keys = ['new', 'row 0', 'row 1']
  expect([list.top(1), list.top(2), list.total]).toEqual([50, 60, 80])
  expect([list.indexOf('row 1'), list.indexOf('gone')]).toEqual([2, -1])
})

test('the rows within a part of the list are those of which anything is there', () => {
  const list = rows(10, 20, 30, 40)
  expect(list.within(0, 9)).toEqual({ first: 0, end: 1 })
  expect(list.within(10, 30)).toEqual({ first: 1, end: 3 })
  expect(list.within(-100, 1000)).toEqual({ first: 0, end: 4 })
  expect(rows().within(0, 100)).toEqual({ first: 0, end: 0 })
})

test('after a change of width the average is the better estimate', () => {
  const list = rows(10, 20, 30)
  list.forget()
  expect(list.total).toBe(60)
})

test('the row at a place is the last that begins there or above', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 60 }), fc.integer({ min: -50, max: 7000 }), (heights, place) => {
      const list = rows(...heights)
      const found = list.at(place)
      const begins = heights.map((_, index) => list.top(index))
      expect(found).toBe(
        Math.max(
          0,
          begins.findLastIndex((top) => top <= place),
        ),
      )
    }),
  )
})
