import { expect, test } from 'vitest'
import { ByteBudget } from './byte-budget.ts'
import type { ChatMessage } from './chatroom.ts'
import { History } from './history.ts'

function message(content: string, body?: Uint8Array): ChatMessage {
  return {
    id: content,
    sender: { uri: 'a@x.test', displayName: '' },
    contentType: 'text/plain',
    content,
    body,
    at: 0,
    type: 'normal',
  }
}

function kept({ messages }: History): string[] {
  return messages.map(({ content }) => content)
}

test('the last so many are kept, in order', () => {
  const history = new History({ messages: 2, bytes: 10_000 }, new ByteBudget(1_000_000))
  for (const content of ['a', 'b', 'c']) history.add(message(content))
  expect(kept(history)).toEqual(['b', 'c'])
})

test('the oldest go until all together take no more than they may', () => {
  const history = new History({ messages: 100, bytes: 5000 }, new ByteBudget(1_000_000))
  for (const content of ['a', 'b', 'c', 'd']) history.add(message(content, new Uint8Array(1000)))
  expect(kept(history)).toEqual(['b', 'c', 'd'])
  history.add(message('e', new Uint8Array(4000)))
  expect(kept(history)).toEqual(['e'])
  history.add(message('f'))
  expect(kept(history)).toEqual(['f'])
})

test('what is too large to be kept drives out nothing', () => {
  const history = new History({ messages: 100, bytes: 5000 }, new ByteBudget(1_000_000))
  history.add(message('a'))
  history.add(message('x'.repeat(3000)))
  expect(kept(history)).toEqual(['a'])
})

test('what all rooms take together is bounded, and given back', () => {
  const budget = new ByteBudget(3000)
  const [one, other] = [0, 1].map(() => new History({ messages: 2, bytes: 3000 }, budget))
  for (const content of ['a', 'b', 'c']) one?.add(message(content, new Uint8Array(800)))
  expect(budget.used).toBe(2604)
  other?.add(message('d'))
  expect(other?.messages).toEqual([])
  one?.clear()
  expect(budget.used).toBe(0)
  other?.add(message('d'))
  expect(other?.messages).toHaveLength(1)
})
