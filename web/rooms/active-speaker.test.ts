import { expect, test } from 'vitest'
import { ActiveSpeaker } from './active-speaker.ts'

/** As many looks at how loud people are. */
function hear(speaker: ActiveSpeaker, looks: number, levels: Readonly<Record<string, number>>): string | null {
  let found: string | null = null
  for (let look = 0; look < looks; look++) found = speaker.hear(new Map(Object.entries(levels)))
  return found
}

test('nobody has spoken in a quiet room; the first who does is shown soon', () => {
  const speaker = new ActiveSpeaker()
  expect(hear(speaker, 20, { a: 0.005, b: 0.01 })).toBeNull()
  expect(hear(speaker, 2, { a: 0.3, b: 0.01 })).toBe('a')
})

test('a cough interrupts nobody, and somebody who goes on speaking takes over', () => {
  const speaker = new ActiveSpeaker()
  hear(speaker, 10, { a: 0.3, b: 0 })
  expect(hear(speaker, 2, { a: 0.3, b: 0.9 })).toBe('a')
  expect(hear(speaker, 10, { a: 0.3, b: 0 })).toBe('a')
  expect(hear(speaker, 10, { a: 0, b: 0.3 })).toBe('b')
})

test('who spoke last stays in silence, until they are gone', () => {
  const speaker = new ActiveSpeaker()
  hear(speaker, 10, { a: 0.3, b: 0 })
  expect(hear(speaker, 100, { a: 0, b: 0 })).toBe('a')
  expect(hear(speaker, 1, { b: 0 })).toBeNull()
})
