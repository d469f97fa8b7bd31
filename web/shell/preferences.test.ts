import { expect, test } from 'vitest'
import { Preferences } from './preferences.ts'
import { fakeShelf } from './shelf.ts'

const all = ({ theme, ringVolume, notifying, showText }: Preferences) => [
  theme.value,
  ringVolume.value,
  notifying.value,
  showText.value,
]

test('at first everything is as quiet and private as it can be', () => {
  expect(all(new Preferences(fakeShelf()))).toEqual(['system', 1, 'unasked', false])
})

test('what was chosen is the same at the next visit', () => {
  const kept = new Map<string, string>()
  const preferences = new Preferences(fakeShelf(kept))
  preferences.choose('theme', 'dark')
  preferences.choose('ringVolume', 0.25)
  preferences.choose('notifying', 'off')
  preferences.choose('showText', true)
  expect(all(new Preferences(fakeShelf(kept)))).toEqual(['dark', 0.25, 'off', true])
})

test('what makes no sense is not believed', () => {
  const kept = new Map([['weft.preferences', '{"theme":"pink","ringVolume":7,"notifying":"maybe","showText":"yes"}']])
  expect(all(new Preferences(fakeShelf(kept)))).toEqual(['system', 1, 'unasked', false])
})
