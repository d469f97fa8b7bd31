import { expect, test } from 'vitest'
import { conversationLock } from './conversation-lock.ts'

const key = { armored: 'armour', fingerprint: '11' }

test.each([
  ['is not known yet', null, 'unknown', /prepared/],
  ['is encrypted', { kind: 'encrypt', key }, 'closed', /End-to-end encrypted/],
  ['goes out in clear for want of a key', { kind: 'clear', reason: 'no-key' }, 'open', /no key/],
  ['goes out in clear by choice', { kind: 'clear', reason: 'wanted' }, 'open', /as you have chosen/],
  ['stops as a key has changed', { kind: 'refuse', reason: 'key-changed' }, 'alarm', /Not sent.*changed/],
] as const)('the lock shows that what is written %s', (_, outlook, kind, words) => {
  expect(conversationLock(outlook)).toMatchObject({ kind, words: expect.stringMatching(words) })
})
