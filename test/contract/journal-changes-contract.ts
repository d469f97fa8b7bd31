import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../server/src/ports/journal-entry.ts'
import type { AdvanceOperation } from '../../server/src/ports/journal-operation.ts'
import type { Journals } from '../../server/src/ports/journals.ts'
import { ALICE, append, BOB, CAROL, carryOut, idsOf, message, NOON } from './journal-entries.ts'
import type { StoreBench } from './store-backend.ts'

const BOTH = ['positive-delivery', 'display']
const TRANSFER = 'application/sylk-file-transfer'

/** What every store owes to who changes what stands in a journal. */
export function journalChangesContract({ open: openStore }: StoreBench): void {
  describe('changes of a journal', () => {
    async function open(...entries: readonly JournalEntry[]): Promise<Journals> {
      const { journals } = await openStore()
      await journals.activate(ALICE)
      await journals.apply(entries.map((entry) => ({ operation: 'append', account: ALICE, entry })))
      return journals
    }

    function advance(state: string | null, more: Partial<AdvanceOperation> = {}): AdvanceOperation {
      const from = ['pending', 'accepted', 'delivered']
      return { operation: 'advance', account: ALICE, messageId: 'a', state, from, disposition: 'keep', ...more }
    }

    test('a state goes on where it may, and stays where it may not', async () => {
      const journals = await open(message('a', { direction: 'outgoing', state: 'pending' }))
      expect(await carryOut(journals, advance('accepted'))).toEqual({ outcome: 'changed' })
      expect(await carryOut(journals, advance('delivered', { disposition: 'delivered' }))).toEqual({ outcome: 'changed' })
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ state: 'delivered', disposition: ['display'] })
      expect(await carryOut(journals, advance('displayed', { disposition: 'clear' }))).toEqual({ outcome: 'changed' })
      const late = advance('delivered', { disposition: 'delivered' })
      expect(await carryOut(journals, late)).toEqual({ outcome: 'unchanged' })
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ state: 'displayed', disposition: [] })
    })

    test('the same once more changes nothing, and says so', async () => {
      const journals = await open(message('a', { state: 'accepted', disposition: null }))
      const same = advance('accepted', { disposition: 'clear' })
      expect(await carryOut(journals, same)).toEqual({ outcome: 'unchanged' })
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ disposition: null })
    })

    test('a disposition is emptied, and the state stays, where that is what was asked for', async () => {
      const journals = await open(message('a', { state: 'received', disposition: BOTH }), message('n', { state: null }))
      const read = advance('received', { from: ['received'], disposition: 'clear' })
      expect(await carryOut(journals, read)).toEqual({ outcome: 'changed' })
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ state: 'received', disposition: [] })
      expect(await carryOut(journals, advance('x', { messageId: 'n', from: [null] }))).toEqual({ outcome: 'changed' })
      expect(await carryOut(journals, advance(null, { messageId: 'n', from: ['x'] }))).toEqual({ outcome: 'changed' })
      expect(await journals.entry(ALICE, 'n')).toMatchObject({ state: null, disposition: BOTH })
    })

    test('what is not there cannot be changed or removed', async () => {
      const journals = await open()
      await carryOut(journals, { operation: 'position', account: ALICE, messageId: 'a', arrivedAt: NOON })
      const nowhere = [advance('accepted'), advance('accepted', { messageId: 'b' }), advance('accepted', { account: CAROL })]
      expect(await journals.apply(nowhere)).toEqual(nowhere.map(() => ({ outcome: 'unknown' })))
      const removal = { operation: 'remove', messageId: 'a', where: {}, ifRemoved: [append(ALICE, 'told')] } as const
      const removals = [ALICE, CAROL].map((account) => ({ ...removal, account }))
      expect(await journals.apply(removals)).toEqual([{ outcome: 'unknown' }, { outcome: 'unknown' }])
      expect(await idsOf(journals, ALICE)).toEqual([])
    })

    test('what is asked for in one breath is done in that order', async () => {
      const journals = await open()
      const outcomes = await journals.apply([
        advance('accepted'),
        append(ALICE, 'a', { state: 'pending', disposition: BOTH }),
        advance('displayed', { disposition: 'clear' }),
        advance('delivered', { disposition: 'delivered' }),
        append(ALICE, 'b'),
        { operation: 'clear-dispositions', account: ALICE, contact: BOB },
        append(ALICE, 'c'),
      ])
      const expected = ['unknown', 'appended', 'changed', 'unchanged', 'appended', 'cleared', 'appended']
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(expected)
      expect(await journals.entry(ALICE, 'a')).toMatchObject({ state: 'displayed', disposition: [] })
      expect(await journals.unread(ALICE)).toBe(1)
    })

    test('a conversation is marked as read: its dispositions are emptied, all others stay', async () => {
      const journals = await open(
        message('a'),
        message('b', { direction: 'outgoing', disposition: ['display'] }),
        message('c', { disposition: null }),
        message('d', { disposition: [] }),
        message('e', { contact: CAROL }),
      )
      const clear = { operation: 'clear-dispositions', account: ALICE, contact: BOB } as const
      expect(await carryOut(journals, clear)).toEqual({ outcome: 'cleared', count: 2 })
      expect(await carryOut(journals, clear)).toEqual({ outcome: 'cleared', count: 0 })
      const { entries } = await journals.page(ALICE, { after: null, since: null, limit: 10 })
      expect(entries.map(({ disposition }) => disposition)).toEqual([[], [], null, [], BOTH])
      expect(await carryOut(journals, { ...clear, account: CAROL })).toEqual({ outcome: 'cleared', count: 0 })
    })

    test('unread is what came in, is for reading, and has not been displayed', async () => {
      const journals = await open(
        message('text'),
        message('html', { contentType: 'text/html', disposition: ['display'] }),
        message('file', { contentType: TRANSFER }),
        message('other type', { contentType: 'application/sylk-message-metadata' }),
        message('delivery only', { disposition: ['positive-delivery'] }),
        message('nothing asked', { disposition: null }),
        message('read', { disposition: [] }),
        message('outgoing', { direction: 'outgoing' }),
      )
      expect(await journals.unread(ALICE)).toBe(3)
      const read = advance('received', { messageId: 'text', from: ['received'], disposition: 'delivered' })
      await carryOut(journals, read)
      expect(await journals.unread(ALICE)).toBe(3)
      await carryOut(journals, { ...read, disposition: 'clear' })
      expect(await journals.unread(ALICE)).toBe(2)
      await carryOut(journals, { operation: 'remove', account: ALICE, messageId: 'file', where: {}, ifRemoved: [] })
      expect(await journals.unread(ALICE)).toBe(1)
      await carryOut(journals, { operation: 'clear-dispositions', account: ALICE, contact: BOB })
      expect(await journals.unread(ALICE)).toBe(0)
    })

    test('what is on its way is found, in its order, until its fate is known', async () => {
      const journals = await open(
        message('a', { direction: 'outgoing', state: 'pending' }),
        message('b'),
        message('c', { direction: 'outgoing', state: 'pending' }),
        message('d', { direction: 'outgoing', state: 'accepted' }),
      )
      const pending = async (account: string, limit = 10) =>
        (await journals.pending(account, limit)).map(({ messageId }) => messageId)
      expect(await pending(ALICE)).toEqual(['a', 'c'])
      expect(await pending(ALICE, 1)).toEqual(['a'])
      expect(await pending(CAROL)).toEqual([])
      await carryOut(journals, advance('failed', { messageId: 'a', from: ['pending'], disposition: 'keep' }))
      expect(await pending(ALICE)).toEqual(['c'])
    })

    test('an entry is removed where it is as was said, with what belongs to that', async () => {
      const journals = await open(message('a'), message('b'))
      await journals.activate(BOB)
      const told = [append(ALICE, 'told'), append(BOB, 'told'), append(BOB, 'told')]
      const remove = { operation: 'remove', account: ALICE, messageId: 'a', ifRemoved: told } as const
      const outcomes = await journals.apply([
        { ...remove, where: { contact: CAROL } },
        { ...remove, where: { direction: 'outgoing' } },
        { ...remove, where: { contact: BOB, direction: 'incoming' } },
        { ...remove, where: {} },
      ])
      expect(outcomes).toMatchObject([
        { outcome: 'unknown' },
        { outcome: 'unknown' },
        {
          outcome: 'removed',
          entry: message('a'),
          outcomes: [{ outcome: 'appended' }, { outcome: 'appended' }, { outcome: 'duplicate' }],
        },
        { outcome: 'unknown' },
      ])
      expect([await idsOf(journals, ALICE), await idsOf(journals, BOB)]).toEqual([['b', 'told'], ['told']])
    })

    test('a conversation is removed up to a time; the files that were announced in it are told', async () => {
      const file = message('file', { contentType: TRANSFER, arrivedAt: NOON + 1 })
      const late = message('late file', { contentType: TRANSFER, arrivedAt: NOON + 3 })
      const other = message('other', { contact: CAROL, contentType: TRANSFER })
      const entries = [message('a'), file, message('sent', { direction: 'outgoing', disposition: [] }), other, late]
      const journals = await open(...entries)
      const remove = { operation: 'remove-conversation', account: ALICE, contact: BOB, upTo: NOON + 2 } as const
      expect(await carryOut(journals, remove)).toEqual({ outcome: 'conversation-removed', count: 3, transfers: [file] })
      expect(await idsOf(journals, ALICE)).toEqual(['other', 'late file'])
      expect(await carryOut(journals, { ...remove, upTo: null })).toEqual({
        ...{ outcome: 'conversation-removed', count: 1, transfers: [late] },
      })
      const none = { outcome: 'conversation-removed', count: 0, transfers: [] }
      expect(await carryOut(journals, { ...remove, account: CAROL })).toEqual(none)
      expect(await carryOut(journals, { ...remove, contact: null })).toEqual({ ...none, count: 1, transfers: [other] })
      expect(await idsOf(journals, ALICE)).toEqual([])
      expect(await carryOut(journals, append(ALICE, 'a'))).toEqual({ outcome: 'duplicate' })
    })
  })
}
