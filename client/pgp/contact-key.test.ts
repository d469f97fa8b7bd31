import { expect, test } from 'vitest'
import { type ContactKey, decideSealing, unknownContact, withKeyAccepted, withKeyFound } from './contact-key.ts'

const first = { armored: 'first', fingerprint: '11' }
const second = { armored: 'second', fingerprint: '22' }
const nobody = unknownContact('Bob@Example.com')
const known = withKeyFound(nobody, first)

test('the first key is trusted, and what is found of the same key later replaces it', () => {
  expect(known).toMatchObject({ contact: 'bob@example.com', key: first, offered: null })
  const grown = { armored: 'first, grown', fingerprint: '11' }
  expect(withKeyFound(known, grown)).toMatchObject({ key: grown, offered: null })
})

test('another key is offered, and used once it is accepted', () => {
  const changed = withKeyFound(known, second)
  expect(changed).toMatchObject({ key: first, offered: second })
  expect(decideSealing(changed, true)).toEqual({ kind: 'refuse', reason: 'key-changed' })
  expect(decideSealing(withKeyAccepted(changed), true)).toEqual({ kind: 'encrypt', key: second })
  expect(withKeyAccepted(known)).toBe(known)
})

test('an offer is over when the first key is back', () => {
  expect(withKeyFound(withKeyFound(known, second), first)).toMatchObject({ key: first, offered: null })
})

test.each<[string, ContactKey, boolean, object]>([
  ['a contact without a key gets messages in clear', nobody, true, { kind: 'clear', reason: 'no-key' }],
  ['without a private key messages go in clear', known, false, { kind: 'clear', reason: 'no-private-key' }],
  ['with both they are encrypted', known, true, { kind: 'encrypt', key: first }],
  [
    'once encrypted, a lost private key stops them',
    { ...known, encrypts: true },
    false,
    { kind: 'refuse', reason: 'no-private-key' },
  ],
  ['once encrypted, an unknown key stops them', { ...nobody, encrypts: true }, true, { kind: 'refuse', reason: 'no-key' }],
  ['the user may want them in clear', { ...known, encrypts: true, clear: true }, true, { kind: 'clear', reason: 'wanted' }],
])('%s', (_title, contact, ready, decision) => {
  expect(decideSealing(contact, ready)).toEqual(decision)
})
