import { expect, test } from 'vitest'
import { canBeGivenOut, freeName } from './room-file-name.ts'

test.each([
  ['a.png', [], 'a.png'],
  ['a.png', ['a.png'], 'a-1.png'],
  ['a.png', ['a.png', 'a-1.png', 'a-2.png', 'a-4.png'], 'a-3.png'],
  ['a-1.png', ['a-1.png'], 'a-1-1.png'],
  ['notes', ['notes'], 'notes-1'],
  ['a.tar.gz', ['a.tar.gz'], 'a.tar-1.gz'],
  ['1.2.3 of something longer', ['1.2.3 of something longer'], '1.2.3 of something longer-1'],
])('%s, where there are %j, becomes %s', (name, taken, free) => {
  expect(freeName(name, (one) => taken.includes(one))).toBe(free)
})

test.each(['a.png', "it's 100% & more.pdf", 'é.png', '#1?.txt'])('%s can be given out', (name) => {
  expect(canBeGivenOut(name)).toBe(true)
})

test.each(['a"b.png', 'a\\b.png', 'a\nb.png', 'a/b.png', 'gpj.\u202eexe'])('%j cannot', (name) => {
  expect(canBeGivenOut(name)).toBe(false)
})
