import { expect, test } from 'vitest'
import { fakeShelf } from '../shell/shelf.ts'
import { CallLayout, cornerNear, cornerTowards } from './call-layout.ts'

test.each([
  ['ArrowDown', 'bottom-right'],
  ['ArrowLeft', 'top-left'],
  ['ArrowUp', 'top-right'],
  ['Enter', 'top-right'],
] as const)('from the top right, %s leads to the corner %s', (key, corner) => {
  expect(cornerTowards('top-right', key)).toBe(corner)
})

test('a picture that is dropped goes to the nearest corner', () => {
  expect([cornerNear(0.1, 0.4), cornerNear(0.9, 0.2), cornerNear(0.3, 0.8), cornerNear(0.7, 0.6)]).toEqual([
    'top-left',
    'top-right',
    'bottom-left',
    'bottom-right',
  ])
})

test('how pictures lie is the same at the next visit', () => {
  const shelf = fakeShelf()
  const layout = new CallLayout(shelf)
  layout.moveTo('bottom-left')
  layout.toggleFilled()
  const again = new CallLayout(shelf)
  expect([again.corner.value, again.filled.value]).toEqual(['bottom-left', true])
})

test('what was kept is not believed to be a layout', () => {
  const layout = new CallLayout(fakeShelf(new Map([['weft.call-layout', '{"corner":"middle","filled":1}']])))
  expect([layout.corner.value, layout.filled.value]).toEqual(['top-right', false])
})
