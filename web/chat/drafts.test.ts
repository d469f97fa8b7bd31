import { expect, test } from 'vitest'
import { fakeShelf } from '../shell/shelf.ts'
import { Drafts } from './drafts.ts'

test('what was typed is there again in its conversation, after a reload as well', () => {
  const shelf = fakeShelf()
  const drafts = new Drafts('alice@example.com', shelf)
  drafts.write('bob@example.com', 'Dear Bob')
  drafts.write('carol@example.com', 'Carol')
  drafts.write('carol@example.com', '')
  expect(['bob@example.com', 'carol@example.com'].map((key) => drafts.of(key))).toEqual(['Dear Bob', ''])
  expect(new Drafts('alice@example.com', shelf).of('bob@example.com')).toBe('Dear Bob')
  expect(new Drafts('erin@example.com', shelf).of('bob@example.com')).toBe('')
})

test('whoever logs out leaves nothing behind', () => {
  const kept = new Map<string, string>()
  const drafts = new Drafts('alice@example.com', fakeShelf(kept))
  drafts.write('bob@example.com', 'Dear Bob')
  drafts.forget()
  expect([drafts.of('bob@example.com'), kept.size]).toEqual(['', 0])
})

test('what is on the shelf and no draft does no harm', () => {
  const shelf = fakeShelf()
  shelf.write('drafts alice@example.com', [['bob@example.com', 7], 'x', ['carol@example.com', 'Dear Carol']])
  const drafts = new Drafts('alice@example.com', shelf)
  expect(['bob@example.com', 'carol@example.com'].map((key) => drafts.of(key))).toEqual(['', 'Dear Carol'])
  shelf.write('drafts erin@example.com', { no: 'list' })
  expect(new Drafts('erin@example.com', shelf).of('bob@example.com')).toBe('')
})
