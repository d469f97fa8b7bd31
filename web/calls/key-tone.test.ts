import { expect, test } from 'vitest'
import { frequenciesOf } from './key-tone.ts'

test.each([
  ['1', [697, 1209]],
  ['6', [770, 1477]],
  ['*', [941, 1209]],
  ['0', [941, 1336]],
  ['#', [941, 1477]],
  ['x', []],
])('the key %s sounds with %j Hz', (key, frequencies) => {
  expect(frequenciesOf(key)).toEqual(frequencies)
})
