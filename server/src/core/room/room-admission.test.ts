import { expect, test } from 'vitest'
import { admission } from './room-admission.ts'

const nobody = { everyone: false, addresses: [], domains: [] }
const everybody = { ...nobody, everyone: true }
const open = { accessPolicy: 'allow,deny', allow: everybody, deny: nobody } as const
const room = { access: open, registeredOnly: false, moderators: [] }

test('whom the lists let in may come in, also without having proved anything', () => {
  expect(admission('alice@example.com', false, room)).toEqual({ allowed: true })
  const access = { ...open, deny: { ...nobody, domains: ['example.com'] } }
  expect(admission('alice@example.com', true, { ...room, access })).toEqual({ allowed: false, reason: 'denied' })
})

test('a room for registered accounts asks for proof', () => {
  const closed = { ...room, registeredOnly: true }
  expect(admission('alice@example.com', false, closed)).toEqual({ allowed: false, reason: 'not registered' })
  expect(admission('alice@example.com', true, closed)).toEqual({ allowed: true })
})

test('a moderator comes in whatever the lists say, once he has proved to be one', () => {
  const access = { ...open, allow: nobody }
  const moderated = { access, registeredOnly: false, moderators: ['alice@example.com'] }
  expect(admission('Alice@Example.com', true, moderated)).toEqual({ allowed: true })
  expect(admission('alice@example.com', false, moderated)).toEqual({ allowed: false, reason: 'not-allowed' })
})
