import { expect, test } from 'vitest'
import { fakeShelf, Shelf } from './shelf.ts'

test('what is kept is there again, until it is forgotten', () => {
  const kept = new Map<string, string>()
  fakeShelf(kept).write('a', { n: 1 })
  expect(fakeShelf(kept).read('a')).toEqual({ n: 1 })
  fakeShelf(kept).forget('a')
  expect(fakeShelf(kept).read('a')).toBeNull()
})

test('what is no JSON is nothing', () => {
  expect(fakeShelf(new Map([['weft.a', '{']])).read('a')).toBeNull()
})

test('a browser that keeps nothing, or has no room left, is no failure', () => {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  for (const shelf of [new Shelf(null), new Shelf({ getItem: full, setItem: full, removeItem: full })]) {
    shelf.write('a', 1)
    shelf.forget('a')
    expect(shelf.read('a')).toBeNull()
  }
})
