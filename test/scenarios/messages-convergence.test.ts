import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { type ConversedAction, Correspondence } from './support/correspondence.ts'

const directory = mkdtempSync(join(tmpdir(), 'weft-convergence-'))
let store: SqliteStore
beforeAll(() => {
  store = new SqliteStore(join(directory, 'weft.db'))
})
afterAll(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

/** Receipts most of all: they race with each other, with copies and with removals. */
const KINDS: readonly ConversedAction['what'][] = [
  ...(['send', 'send', 'resend', 'remove', 'copy', 'copy', 'sync', 'leave', 'come'] as const),
  ...(['receipt', 'receipt', 'receipt', 'receipt', 'receipt'] as const),
]

const action: fc.Arbitrary<ConversedAction> = fc.record({
  what: fc.constantFrom(...KINDS),
  who: fc.constantFrom(0, 1),
  device: fc.constantFrom(0, 1, 2),
  which: fc.nat(4),
  state: fc.constantFrom('delivered', 'displayed', 'error'),
  settle: fc.boolean(),
})

test('however two accounts with three devices each write, read, remove, leave and come back, all their devices see the same in the end', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async (actions) => {
      const correspondence = new Correspondence(store, ++run)
      await correspondence.begin()
      for (const one of actions) await correspondence.act(one)
      await correspondence.end()
      for (const who of [0, 1] as const) {
        const journal = await correspondence.journal(who)
        // Nothing that was acknowledged is missing, nothing is there twice.
        const ids = journal.map(({ messageId }) => messageId)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.filter((id) => correspondence.acknowledged.has(id)).sort()).toEqual(correspondence.expected(who))
        const fresh = await correspondence.freshView(who)
        expect(fresh).toEqual(await correspondence.fates(who))
        for (const view of await correspondence.views(who)) expect(view).toEqual(fresh)
      }
      expect(correspondence.regressions).toEqual([])
      expect(correspondence.disorders()).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 120_000)
