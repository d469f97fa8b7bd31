import { expect, test } from 'vitest'
import { Moderation } from './moderation.ts'

function entrant(uri: string, proved: boolean) {
  const device = { party: { uri, displayName: '' }, clientAddress: '192.0.2.1', tell: () => {}, ha1: async () => null }
  return { device, hasProved: () => proved }
}

const moderated = new Moderation(['alice@example.com'])

test('where there are moderators only they act for the room, however they are spelled', () => {
  expect(() => moderated.mustAllow(entrant('Alice@Example.com', true))).not.toThrow()
  expect(() => moderated.mustAllow(entrant('bob@example.com', true))).toThrow('Only moderators')
})

test('attack S16: who only says that he is a moderator is none', () => {
  expect(() => moderated.mustAllow(entrant('alice@example.com', false))).toThrow('Only moderators')
})

test('without moderators everybody acts for the room, and nobody is kept silent', () => {
  const open = new Moderation([])
  expect(() => open.mustAllow(entrant('bob@example.com', false))).not.toThrow()
  expect(open.silences).toBe(false)
})

test('an account stays silenced until that is taken back, however it is spelled', () => {
  const moderation = new Moderation(['alice@example.com'])
  moderation.remember('bob@example.com', true)
  expect(moderation.isSilenced('BOB@example.com')).toBe(true)
  moderation.remember('Bob@example.com', false)
  expect(moderation.isSilenced('bob@example.com')).toBe(false)
})

test('attack S15: of those who were silenced the newest are remembered', () => {
  const moderation = new Moderation(['alice@example.com'])
  for (let at = 0; at <= 1_000; at++) moderation.remember(`bob${at}@example.com`, true)
  expect(moderation.isSilenced('bob0@example.com')).toBe(false)
  expect(moderation.isSilenced('bob1@example.com')).toBe(true)
  expect(moderation.isSilenced('bob1000@example.com')).toBe(true)
})
