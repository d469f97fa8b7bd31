import { expect, test } from 'vitest'
import type { MsrpEvent, MsrpVerdict } from '../../ports/msrp.ts'
import { FileReception, type Kept } from './file-reception.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A file of ten bytes that is taken in; `keep` says what becomes of it, where it is not what came. */
function reception(keep: (came: string, from: number) => Kept = () => ({ kept: true }), stored = 0) {
  const outcomes: Kept[] = []
  const came: string[] = []
  const verdicts: (MsrpVerdict | number)[] = []
  const one = new FileReception(
    {
      size: 10,
      stored: async () => stored,
      keep: async (body, from) => {
        let text = ''
        for await (const piece of body) text += new TextDecoder().decode(piece)
        came.push(text)
        return keep(text, from)
      },
    },
    (kept) => outcomes.push(kept),
  )
  const hear = (event: MsrpEvent) => one.hear(event)
  const send = async (at: number, text: string, { id = 'f', isComplete = false } = {}) => {
    await hear({ kind: 'bytes', id, contentType: 'image/png', at, total: 10, bytes: bytes(text) })
    const report = (verdict: MsrpVerdict) => void verdicts.push(verdict)
    await hear({ kind: 'chunk', id, contentType: 'image/png', at, size: text.length, isComplete, report })
  }
  const answer = (given: MsrpVerdict | number) => void verdicts.push(given)
  return { outcomes, came, verdicts, hear, send, answer }
}

const INCOMPLETE = { kept: false, code: 400, reason: 'Incomplete file' }

test('a file has been kept once its last byte is reported on', async () => {
  const { outcomes, came, verdicts, hear, send } = reception()
  await hear({ kind: 'bound' })
  await send(0, 'abcdef')
  expect([outcomes, verdicts]).toEqual([[], [{ code: 200 }]])
  await send(6, 'ghij')
  expect([outcomes, came, verdicts]).toEqual([[{ kept: true }], ['abcdefghij'], [{ code: 200 }, { code: 200 }]])
  await hear({ kind: 'ended', why: 'lost' })
  expect(outcomes).toHaveLength(1)
})

test('why it was not kept is in the report, and what comes then is for nothing', async () => {
  const { outcomes, verdicts, send } = reception(() => ({ kept: false, code: 413, reason: 'No space' }))
  await send(0, 'abcdefghij')
  await send(0, 'abc')
  expect([outcomes, verdicts]).toEqual([
    [{ kept: false, code: 413, reason: 'No space' }],
    [
      { code: 413, comment: 'No space' },
      { code: 413, comment: 'No space' },
    ],
  ])
})

test('a body that nobody reads ends the transfer', async () => {
  const outcomes: Kept[] = []
  const full: Kept = { kept: false, code: 413, reason: 'Full' }
  const one = new FileReception({ size: 10, stored: async () => 0, keep: async () => full }, (kept) => outcomes.push(kept))
  await one.hear({ kind: 'bytes', id: 'f', contentType: '', at: 0, total: 10, bytes: bytes('abc') })
  expect(outcomes).toEqual([full])
})

test.each<[string, MsrpEvent]>([
  ['the session ends', { kind: 'ended', why: 'lost' }],
  ['its sender gives it up', { kind: 'aborted', id: 'f', why: 'sender' }],
])('what came is all that comes where %s', async (_, event) => {
  const { outcomes, came, hear, send } = reception(() => ({ kept: false, code: 400, reason: 'Incomplete file' }))
  await send(0, 'abc')
  await hear({ kind: 'aborted', id: 'another', why: 'sender' })
  expect(outcomes).toEqual([])
  await hear(event)
  expect([outcomes, came]).toEqual([[INCOMPLETE], ['abc']])
})

test('a session that brings nothing has brought no whole file', async () => {
  const { outcomes, came, hear } = reception()
  await hear({ kind: 'ended', why: 'not-bound' })
  expect([outcomes, came]).toEqual([[INCOMPLETE], []])
})

test('what comes twice counts once, and what is left out is missing', async () => {
  const { came, send } = reception()
  await send(0, 'abcd')
  await send(2, 'cd')
  await send(2, 'cdef')
  await send(8, 'ij')
  expect(came).toEqual(['abcdef'])
})

test('a transfer goes on where the sender was told that it can', async () => {
  const froms: number[] = []
  const { came, verdicts, hear, send, answer } = reception((_, from) => {
    froms.push(from)
    return { kept: true }
  }, 4)
  await hear({ kind: 'file-offset', answer })
  await send(4, 'efghij')
  await hear({ kind: 'file-offset', answer })
  expect([came, froms, verdicts]).toEqual([['efghij'], [4], [4, { code: 200 }, { code: 413 }]])
})

test('it begins anew at the first byte, and nowhere else', async () => {
  const anew = reception(() => ({ kept: true }), 4)
  await anew.hear({ kind: 'file-offset', answer: anew.answer })
  await anew.send(0, 'abcdefghij')
  expect(anew.came).toEqual(['abcdefghij'])
  const astray = reception(() => ({ kept: false, code: 400, reason: 'Incomplete file' }), 4)
  await astray.hear({ kind: 'file-offset', answer: astray.answer })
  await astray.send(5, 'fghij')
  expect([astray.came, astray.outcomes]).toEqual([[''], [INCOMPLETE]])
})

test('another message is not wanted, nor a nickname', async () => {
  const { outcomes, verdicts, hear, send, answer } = reception()
  await send(0, 'abc')
  await send(0, 'xyz', { id: 'other', isComplete: true })
  await hear({ kind: 'nickname', nickname: 'al', answer })
  expect([outcomes, verdicts]).toEqual([[], [{ code: 200 }, { code: 413 }, { code: 403 }]])
})
