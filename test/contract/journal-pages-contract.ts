import { describe, expect, test } from 'vitest'
import type { Journals } from '../../server/src/ports/journals.ts'
import { ALICE, append, BOB, CAROL, carryOut, idsOf, NOON, remove } from './journal-entries.ts'
import type { StoreBench } from './store-backend.ts'

const MINUTE = 60_000
const ALL = { after: null, since: null, limit: 1000 }

/** What every store owes to who reads journals (sylkrtc-protocol §6.1). */
export function journalPagesContract({ open: openStore }: StoreBench): void {
  describe('pages of a journal', () => {
    /** Alice's journal with these, appended one after the other, one minute apart unless `apart` says otherwise. */
    async function journalOf(ids: readonly string[], apart = MINUTE): Promise<Journals> {
      const { journals } = await openStore()
      await journals.activate(ALICE)
      await journals.apply(ids.map((id, index) => append(ALICE, id, { arrivedAt: NOON + index * apart })))
      return journals
    }

    async function idsBehind(
      journals: Journals,
      after: string | null,
      since: number | null = null,
      limit = 1000,
    ): Promise<string[]> {
      const { entries } = await journals.page(ALICE, { after, since, limit })
      return entries.map(({ messageId }) => messageId)
    }

    test('from cursor to cursor there is neither gap nor repeat, also where all came at the same time', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `m${24 - index}`)
      const journals = await journalOf(ids, 0)
      const pages: string[][] = []
      for (let after: string | null = null; ; ) {
        const { entries, more } = await journals.page(ALICE, { after, since: null, limit: 10 })
        pages.push(entries.map(({ messageId }) => messageId))
        expect(more).toBe(pages.length < 3)
        after = entries.at(-1)?.messageId ?? null
        if (after === null || pages.length > 4) break
      }
      expect(pages).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20), []])
    })

    test('a page that ends where the journal does says that there is no more', async () => {
      const journals = await journalOf(['a', 'b'])
      expect(await journals.page(ALICE, { ...ALL, limit: 2 })).toMatchObject({ more: false })
      expect(await journals.page(ALICE, { ...ALL, limit: 1 })).toMatchObject({ more: true })
    })

    test('a cursor outlives its entry', async () => {
      const journals = await journalOf(['a', 'b', 'c'])
      await carryOut(journals, remove(ALICE, 'b'))
      expect(await idsBehind(journals, 'b')).toEqual(['c'])
      await carryOut(journals, { operation: 'remove-conversation', account: ALICE, contact: BOB, upTo: null })
      await carryOut(journals, append(ALICE, 'd'))
      expect(await idsBehind(journals, 'b')).toEqual(['d'])
    })

    test('a cursor that is known counts, whatever `since` says', async () => {
      const journals = await journalOf(['a', 'b', 'c'])
      expect(await idsBehind(journals, 'a', NOON + 10 * MINUTE)).toEqual(['b', 'c'])
    })

    test('a cursor that is not known: by `since`, with a minute of slack; and without it, all', async () => {
      const journals = await journalOf(['a', 'b', 'c', 'd'])
      expect(await idsBehind(journals, 'gone', NOON + 2 * MINUTE)).toEqual(['b', 'c', 'd'])
      expect(await idsBehind(journals, null, NOON + 2 * MINUTE + 1)).toEqual(['c', 'd'])
      expect(await idsBehind(journals, null, NOON + 20 * MINUTE)).toEqual([])
      expect(await idsBehind(journals, null, -5 * MINUTE)).toEqual(['a', 'b', 'c', 'd'])
      expect(await idsBehind(journals, 'gone')).toEqual(['a', 'b', 'c', 'd'])
    })

    test('another account’s id is no cursor', async () => {
      const journals = await journalOf(['a', 'b'])
      await journals.activate(BOB)
      await journals.apply([append(BOB, 'x'), append(BOB, 'a')])
      expect(await idsBehind(journals, 'x')).toEqual(['a', 'b'])
      expect(await idsOf(journals, BOB)).toEqual(['x', 'a'])
    })

    test('`since` finds what was imported late among what came before it', async () => {
      const journals = await journalOf(['a', 'b', 'c'])
      await carryOut(journals, append(ALICE, 'old', { arrivedAt: NOON - 100 * MINUTE }))
      expect(await idsBehind(journals, null, NOON + 2 * MINUTE)).toEqual(['b', 'c'])
      expect(await idsBehind(journals, null, NOON - 100 * MINUTE)).toEqual(['a', 'b', 'c', 'old'])
    })

    test('who has no journal reads nothing', async () => {
      const { journals } = await openStore()
      expect(await journals.page(CAROL, ALL)).toEqual({ entries: [], more: false })
      expect(await journals.page(CAROL, { after: 'a', since: NOON, limit: 10 })).toEqual({ entries: [], more: false })
      expect([await journals.entry(CAROL, 'a'), await journals.unread(CAROL)]).toEqual([null, 0])
    })

    test('what is older than the retention goes, with its place; what is not stays', async () => {
      const ids = Array.from({ length: 2500 }, (_, index) => `m${index}`)
      const journals = await journalOf(ids)
      await journals.activate(BOB)
      await carryOut(journals, append(BOB, 'young', { arrivedAt: NOON + 2490 * MINUTE }))
      await carryOut(journals, remove(ALICE, 'm3'))
      expect(await journals.expire(NOON + 2490 * MINUTE)).toBe(2489)
      expect(await journals.expire(NOON + 2490 * MINUTE)).toBe(0)
      expect(await idsOf(journals, ALICE)).toEqual(ids.slice(2490))
      expect(await idsOf(journals, BOB)).toEqual(['young'])
      // No cursor any more: all there is.
      expect(await idsBehind(journals, 'm2489')).toEqual(ids.slice(2490))
      expect(await carryOut(journals, append(ALICE, 'm3'))).toMatchObject({ outcome: 'appended' })
      expect(await carryOut(journals, append(ALICE, 'm2490'))).toEqual({ outcome: 'duplicate' })
    })
  })
}
