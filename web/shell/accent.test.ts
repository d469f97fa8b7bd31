import { expect, test } from 'vitest'
import { accentSteps } from './accent.ts'

test('a dark enough colour is the one that buttons have', () => {
  const steps = accentSteps('#4f46e5')
  expect(steps.get('--color-indigo-600')).toBe('rgb(79 70 229)')
  expect(steps.get('--color-indigo-700')).toBe('rgb(66 59 192)')
  expect(steps.size).toBe(11)
})

test.each([
  ['#ffffff', 'rgb(117 117 117)'],
  ['#ffd400', 'rgb(138 115 0)'],
])('%s is made darker until white can be read on it', (light, expected) => {
  expect(accentSteps(light).get('--color-indigo-600')).toBe(expected)
})
