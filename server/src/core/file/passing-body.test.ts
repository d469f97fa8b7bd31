import { expect, test } from 'vitest'
import { PassingBody } from './passing-body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a piece has been taken when the next one is wanted, and not before', async () => {
  const body = new PassingBody()
  const reader = body[Symbol.asyncIterator]()
  let isTaken: boolean | null = null
  const given = body.give(bytes('one')).then((taken) => {
    isTaken = taken
  })
  expect(await reader.next()).toEqual({ done: false, value: bytes('one') })
  await Promise.resolve()
  expect(isTaken).toBeNull()
  const next = reader.next()
  await given
  expect(isTaken).toBe(true)
  const second = body.give(bytes('two'))
  expect(await next).toEqual({ done: false, value: bytes('two') })
  body.end()
  expect(await reader.next()).toMatchObject({ done: true })
  expect([await second, await body.give(bytes('three'))]).toEqual([true, false])
})

test('what was given before the end comes before it', async () => {
  const body = new PassingBody()
  const given = body.give(bytes('one'))
  body.end()
  const read: Uint8Array[] = []
  for await (const piece of body) read.push(piece)
  expect([read, await given]).toEqual([[bytes('one')], true])
})

test.each([
  ['breaks off', true],
  ['never begins', false],
])('who reads no more and %s lets the giver go on', async (_, begins) => {
  const body = new PassingBody()
  const given = body.give(bytes('one'))
  if (begins) for await (const _piece of body) break
  else body.stop()
  expect([await given, await body.give(bytes('two'))]).toEqual([false, false])
})
