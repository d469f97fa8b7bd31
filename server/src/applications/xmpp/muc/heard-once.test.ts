import { expect, test } from 'vitest'
import { HeardOnce } from './heard-once.ts'

function listeners() {
  const heard = new HeardOnce<object>()
  const [ann, ben] = [{}, {}]
  return { ann: (key: string) => heard.isNew(ann, key), ben: (key: string) => heard.isNew(ben, key) }
}

test('what one has heard is not new when another one hears it, whoever is first', () => {
  const { ann, ben } = listeners()
  expect([ann('one'), ben('one'), ben('two'), ann('two')]).toEqual([true, false, true, false])
})

test('the same thing said twice is heard twice', () => {
  const { ann, ben } = listeners()
  expect([ann('yes'), ann('yes'), ben('yes'), ben('yes'), ben('yes')]).toEqual([true, true, false, false, true])
})

test('one who is behind another one does not hold up what that one hears', () => {
  const { ann, ben } = listeners()
  const first = Array.from({ length: 300 }, (_, at) => ann(`line ${at}`))
  expect(first.every((isNew) => isNew)).toBe(true)
  expect([ben('line 298'), ben('line 299'), ben('line 300'), ann('line 300')]).toEqual([false, false, true, false])
})
