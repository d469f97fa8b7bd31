import { expect, test } from 'vitest'
import { roomKey } from './room-keys.ts'

const pressed = (key: string, more = {}) => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false, defaultPrevented: false }
  return { ...plain, key, ...more }
}

test('letters do something in a room, large ones as well', () => {
  expect([roomKey(pressed('m'), false), roomKey(pressed('V'), false), roomKey(pressed('x'), false)]).toEqual([
    'microphone',
    'camera',
    null,
  ])
})

test('never while somebody types, and never what the browser has a use for', () => {
  expect(roomKey(pressed('m'), true)).toBeNull()
  for (const more of ['ctrlKey', 'metaKey', 'altKey', 'isComposing', 'repeat', 'defaultPrevented'])
    expect(roomKey(pressed('s', { [more]: true }), false)).toBeNull()
  expect(roomKey(pressed('constructor'), false)).toBeNull()
})
