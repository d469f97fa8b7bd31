import { expect, test } from 'vitest'
import type { Notice } from './notice.ts'
import { Notices } from './notices.ts'

const notice = (tag: string, version = '1'): Notice => ({
  tag,
  version,
  title: 'Bob',
  body: 'New message',
  route: { kind: 'home' },
  urgent: false,
})

function board() {
  const done: string[] = []
  const notices = new Notices({
    show: ({ tag, version }) => done.push(`+${tag}${version}`),
    withdraw: (tag) => done.push(`-${tag}`),
  })
  return { notices, taken: () => done.splice(0) }
}

test('what happens while the page is hidden is told once', () => {
  const { notices, taken } = board()
  notices.update([notice('a')], false)
  notices.update([notice('a')], false)
  expect(taken()).toEqual(['+a1'])
  notices.update([notice('a', '2'), notice('b')], false)
  expect(taken()).toEqual(['+a2', '+b1'])
})

test('what was there while the page was seen is not told when it is hidden', () => {
  const { notices, taken } = board()
  notices.update([notice('a')], true)
  notices.update([notice('a')], false)
  expect(taken()).toEqual([])
  notices.update([notice('a', '2')], false)
  expect(taken()).toEqual(['+a2'])
})

test('what has passed is taken back, and everything once the page is seen', () => {
  const { notices, taken } = board()
  notices.update([notice('a'), notice('b'), notice('c')], false)
  taken()
  notices.update([notice('b'), notice('c')], false)
  expect(taken()).toEqual(['-a'])
  notices.update([notice('b'), notice('c')], true)
  expect(taken()).toEqual(['-b', '-c'])
})
