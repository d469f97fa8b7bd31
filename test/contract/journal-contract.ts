import { describe, expect, test } from 'vitest'
import type { JournalOutcome } from '../../server/src/ports/journal-operation.ts'
import type { Journals } from '../../server/src/ports/journals.ts'
import { ALICE, append, BOB, CAROL, carryOut, idsOf, message, NOON, remove } from './journal-entries.ts'
import type { StoreBench } from './store-backend.ts'

/** What every store owes to who keeps journals in it: writing. */
export function journalContract({ open: openStore, openBeside }: StoreBench): void {
  describe('journals', () => {
    async function open(...accounts: readonly string[]): Promise<Journals> {
      const { journals } = await openStore()
      for (const account of accounts) await journals.activate(account)
      return journals
    }

    test('an entry is there as it was appended, also after a restart', async () => {
      const journals = await open(ALICE)
      const odd = message('it’s; -- \u{1f98a} \u0001 "', {
        ...{ content: '\u2060\u2061\u200b\r\n\u0000\u0001 \ufeff 🦊 {"a":[null]}\n', contentType: 'text/plain; charset="utf-8"' },
        ...{ direction: '', disposition: null, state: null, arrivedAt: 1, timestamp: '2026-07-17T08:41:52.123+02:00' },
      })
      const big = message('big', { content: '𝄞'.repeat(500_000), disposition: [], state: 'odd', direction: 'outgoing' })
      const outcomes = await journals.apply([
        { operation: 'append', account: ALICE, entry: odd },
        { operation: 'append', account: ALICE, entry: big },
      ])
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended'])
      const again = (await openStore()).journals
      expect(await again.entry(ALICE, odd.messageId)).toEqual(odd)
      expect(await again.page(ALICE, { after: null, since: null, limit: 2 })).toEqual({ entries: [odd, big], more: false })
    })

    test('sequences only grow, also when the last entry went, and over restarts', async () => {
      const journals = await open(ALICE)
      const first = sequenceOf(await carryOut(journals, append(ALICE, 'a')))
      const second = sequenceOf(await carryOut(journals, append(ALICE, 'b')))
      await carryOut(journals, remove(ALICE, 'b'))
      const again = (await openStore()).journals
      const third = sequenceOf(await carryOut(again, append(ALICE, 'c')))
      expect([first < second, second < third]).toEqual([true, true])
    })

    test('an id is taken once for each account, and stays taken when its entry is removed', async () => {
      const journals = await open(ALICE, BOB)
      await carryOut(journals, append(ALICE, 'a'))
      const both = await journals.apply([append(ALICE, 'a', { content: 'other' }), append(BOB, 'a')])
      expect(both).toMatchObject([{ outcome: 'duplicate' }, { outcome: 'appended' }])
      await carryOut(journals, remove(ALICE, 'a'))
      expect(await carryOut(journals, append(ALICE, 'a'))).toEqual({ outcome: 'duplicate' })
      expect(await journals.entry(ALICE, 'a')).toBeNull()
      expect(await carryOut(journals, append(ALICE, 'A'))).toMatchObject({ outcome: 'appended' })
      expect(await carryOut(journals, append(ALICE, 'a '))).toMatchObject({ outcome: 'appended' })
    })

    test('twice the same id in one transaction: the first counts', async () => {
      const journals = await open(ALICE)
      const twice = [append(ALICE, 'a', { content: 'one' }), append(ALICE, 'a', { content: 'two' })]
      expect(await journals.apply(twice)).toMatchObject([{ outcome: 'appended' }, { outcome: 'duplicate' }])
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ content: 'one' })
    })

    test('nothing is kept for who is not active', async () => {
      const journals = await open(ALICE)
      expect([await journals.isActive(ALICE), await journals.isActive(BOB)]).toEqual([true, false])
      const position = { operation: 'position', account: BOB, messageId: 'k', arrivedAt: NOON } as const
      const outcomes = await journals.apply([append(BOB, 'a'), append(ALICE, 'a'), position])
      expect(outcomes).toMatchObject([{ outcome: 'no-storage' }, { outcome: 'appended' }, { outcome: 'no-storage' }])
      await journals.activate(BOB)
      await journals.activate(BOB)
      expect(await idsOf(journals, BOB)).toEqual([])
      expect(await carryOut(journals, append(BOB, 'a'))).toMatchObject({ outcome: 'appended' })
    })

    test('a position is a place without an entry', async () => {
      const journals = await open(ALICE)
      const position = { operation: 'position', account: ALICE, messageId: 'key', arrivedAt: NOON } as const
      const outcomes = await journals.apply([append(ALICE, 'a'), position, append(ALICE, 'b'), position, append(ALICE, 'key')])
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended', 'duplicate', 'duplicate'])
      expect(await journals.entry(ALICE, 'key')).toBeNull()
      const { entries } = await journals.page(ALICE, { after: 'key', since: null, limit: 10 })
      expect(entries.map(({ messageId }) => messageId)).toEqual(['b'])
    })

    test('all or nothing: what cannot be stored takes with it what was asked for in the same breath, and nothing else', async () => {
      const journals = await open(ALICE)
      const wrong = journals.apply([append(ALICE, 'a'), append(ALICE, 'x'.repeat(513))])
      const right = journals.apply([append(ALICE, 'b')])
      await expect(wrong).rejects.toMatchObject({ reason: 'backend-refused' })
      await expect(journals.apply([append(ALICE, '')])).rejects.toMatchObject({ reason: 'backend-refused' })
      await expect(journals.apply([append(ALICE, 'c', { arrivedAt: 0.5 })])).rejects.toMatchObject({ reason: 'backend-refused' })
      await right
      expect(await idsOf(journals, ALICE)).toEqual(['b'])
    })

    test('half a surrogate pair is no character: in a body it becomes one, and an id is refused', async () => {
      const journals = await open(ALICE)
      await carryOut(journals, append(ALICE, 'a', { content: 'x\ud83ey' }))
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ content: 'x\ufffdy' })
      await expect(journals.apply([append(ALICE, 'x\ud83e')])).rejects.toMatchObject({ reason: 'backend-refused' })
    })

    test('nothing asked for, nothing done', async () => {
      const journals = await open()
      expect(await journals.apply([])).toEqual([])
    })

    test('many at once: each gets a sequence of its own, in the order in which they were asked for', async () => {
      const journals = await open(ALICE, BOB)
      const ids = Array.from({ length: 300 }, (_, index) => `m${index}`)
      const outcomes = await Promise.all(
        ids.map((id) => journals.apply([append(ALICE, id), append(BOB, id, { contact: ALICE, direction: 'outgoing' })])),
      )
      const sequences = outcomes.map(([first]) => sequenceOf(first))
      expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b))
      expect(await idsOf(journals, ALICE)).toEqual(ids)
      expect(await idsOf(journals, BOB)).toEqual(ids)
    })

    test('two stores on one database: nothing is doubled, and every reader sees every entry once', async () => {
      const one = await open(ALICE, BOB)
      const other = (await openBeside()).journals
      const ids = Array.from({ length: 200 }, (_, index) => `m${index}`)
      const outcomes = await Promise.all(
        ids.flatMap((id, index) => {
          // In opposite orders, as two nodes that serve the two sides of a conversation.
          const there = [append(ALICE, id), append(BOB, id)]
          const back = there.toReversed()
          return index % 2 === 0 ? [one.apply(there), other.apply(back)] : [other.apply(there), one.apply(back)]
        }),
      )
      const appended = outcomes.flat().filter(({ outcome }) => outcome === 'appended')
      expect(appended).toHaveLength(2 * ids.length)
      const sequences = new Set(appended.map(sequenceOf))
      expect(sequences.size).toBeGreaterThanOrEqual(ids.length)
      expect((await idsOf(one, ALICE)).toSorted()).toEqual(ids.toSorted())
      expect((await idsOf(other, BOB)).toSorted()).toEqual(ids.toSorted())
    })

    test('a reader that follows by its cursor while others write misses nothing', async () => {
      const one = await open(ALICE)
      const other = (await openBeside()).journals
      const ids = Array.from({ length: 400 }, (_, index) => `m${index}`)
      let writing = true
      const seen: string[] = []
      const reading = (async () => {
        for (let over = false; !over; ) {
          over = !writing
          const { entries } = await one.page(ALICE, { after: seen.at(-1) ?? null, since: null, limit: 7 })
          seen.push(...entries.map(({ messageId }) => messageId))
          if (entries.length > 0) over = false
          await new Promise(setImmediate)
        }
      })()
      for (let index = 0; index < ids.length; index += 4) {
        const some = ids.slice(index, index + 4)
        await Promise.all(some.map((id, at) => (at % 2 === 0 ? one : other).apply([append(ALICE, id)])))
      }
      writing = false
      await reading
      expect(seen.toSorted()).toEqual(ids.toSorted())
      expect(seen).toEqual(await idsOf(one, ALICE))
    })

    test('what was asked for before it is closed is still written, and nothing after', async () => {
      const store = await openStore()
      await store.journals.activate(ALICE)
      const written = store.journals.apply([append(ALICE, 'a')])
      const closed = store.close()
      expect(await written).toMatchObject([{ outcome: 'appended' }])
      await closed
      await expect(store.journals.apply([append(ALICE, 'b')])).rejects.toMatchObject({ reason: 'backend-away' })
      expect(await idsOf((await openStore()).journals, ALICE)).toEqual(['a'])
    })

    test('a journal that is forgotten is no more, and others stay', async () => {
      const journals = await open(ALICE, BOB)
      await journals.apply([append(ALICE, 'a'), append(BOB, 'a')])
      expect([await journals.remove(ALICE), await journals.remove(ALICE), await journals.remove(CAROL)]).toEqual([
        true,
        false,
        false,
      ])
      expect([await journals.isActive(ALICE), await journals.entry(ALICE, 'a'), await idsOf(journals, ALICE)]).toEqual([
        false,
        null,
        [],
      ])
      await journals.activate(ALICE)
      expect(await carryOut(journals, append(ALICE, 'a'))).toMatchObject({ outcome: 'appended' })
      expect(await idsOf(journals, BOB)).toEqual(['a'])
    })
  })
}

function sequenceOf(outcome: JournalOutcome | undefined): number {
  if (outcome?.outcome !== 'appended') throw new Error(`expected an appended entry, and it was ${outcome?.outcome}`)
  return outcome.sequence
}
