import { stanza } from '@weft/protocols/xmpp/stanza'
import { expect, test } from 'vitest'
import { StanzaQueue } from './stanza-queue.ts'

const outgoing = (kind: 'message' | 'presence', until = 1) => ({ stanza: stanza(kind, {}), until, settle: () => {} })

test('a hundred messages wait, and no more; presences of a whole room beside them', () => {
  const queue = new StanzaQueue()
  const add = (kind: 'message' | 'presence', count: number) =>
    Array.from({ length: count }, () => queue.add(outgoing(kind))).filter(Boolean).length
  expect([add('presence', 500), add('message', 101), add('presence', 3000), queue.size]).toEqual([500, 100, 1500, 2100])
  expect([queue.take()?.stanza.name, add('presence', 2)]).toEqual(['presence', 1])
  expect([queue.takeAll().length, queue.size, add('message', 101)]).toEqual([2100, 0, 100])
})

test('what has waited too long is taken out, and what did not go out is the first again', () => {
  const queue = new StanzaQueue()
  for (const until of [10, 20, 30]) queue.add(outgoing('message', until))
  expect(queue.nextDeadline).toBe(10)
  expect(queue.takeExpired(20).map(({ until }) => until)).toEqual([10, 20])
  queue.putBack(outgoing('message', 5))
  expect([queue.nextDeadline, queue.take()?.until, queue.take()?.until, queue.take()]).toEqual([5, 5, 30, null])
})
