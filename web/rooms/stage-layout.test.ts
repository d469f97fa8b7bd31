import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Place, placeTiles, tilesAtOnce } from './stage-layout.ts'

const stage = { width: 900, height: 600 }
const phone = { width: 360, height: 560 }
const columnsOf = (places: readonly Place[]) => new Set(places.map(({ left }) => left)).size

test.each([
  [1, stage, 1],
  [2, { width: 1200, height: 500 }, 2],
  [2, phone, 1],
  [4, stage, 2],
  [9, stage, 3],
  [9, phone, 3], // two, and the last one alone in the middle of its row
])('%i equal tiles on %o begin at %i places from the left', (count, size, columns) => {
  expect(columnsOf(placeTiles(0, count, size))).toBe(columns)
})

test('a large tile has most of the stage, with the others in a row below it', () => {
  const [large, ...others] = placeTiles(1, 3, stage)
  expect(large).toEqual({ left: 41, top: 0, width: 817, height: 460 })
  expect(others.map(({ top, height }) => [top, height])).toEqual([
    [468, 132],
    [468, 132],
    [468, 132],
  ])
})

test('on a phone a large tile is as wide as the stage, and the others have what is left of the height', () => {
  const [large, ...others] = placeTiles(1, 3, phone)
  expect(large).toMatchObject({ left: 0, width: 360, height: 202 })
  expect(others.map(({ width, height }) => [width, height])).toEqual(Array(3).fill([161, 90]))
})

test('the others of a large room fit below a large tile', () => {
  const places = placeTiles(1, 11, stage)
  expect(Math.max(...places.map(({ top, height }) => top + height))).toBeLessThanOrEqual(stage.height)
})

test('tiles never overlap, never leave the stage to the side, and leave it below only where they are as low as they may be', () => {
  const size = fc.integer({ min: 200, max: 3000 })
  const count = fc.integer({ min: 0, max: 40 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 }), count, size, size, (large, small, width, height) => {
      const places = placeTiles(large, small, { width, height })
      expect(places).toHaveLength(large + small)
      for (const [index, place] of places.entries()) {
        expect(place.left).toBeGreaterThanOrEqual(0)
        expect(place.left + place.width).toBeLessThanOrEqual(width)
        if (large === 0 && place.height > 84) expect(place.top + place.height).toBeLessThanOrEqual(height)
        for (const other of places.slice(0, index)) {
          const apart = other.left + other.width <= place.left || place.left + place.width <= other.left
          expect(apart || other.top + other.height <= place.top || place.top + place.height <= other.top).toBe(true)
        }
      }
    }),
  )
})

test('as many are shown at once as can be recognized, and as computers can show', () => {
  expect([tilesAtOnce(0, stage), tilesAtOnce(0, phone), tilesAtOnce(0, { width: 3000, height: 2000 })]).toEqual([25, 8, 25])
  // Beside a large one: a row below it or, on a phone, what is left of the height.
  expect([tilesAtOnce(1, stage), tilesAtOnce(1, phone)]).toEqual([8, 10])
  expect(tilesAtOnce(0, { width: 0, height: 0 })).toBe(1)
})
