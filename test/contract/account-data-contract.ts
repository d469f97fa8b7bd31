import { describe, expect, test } from 'vitest'
import type { AddressBookItem } from '../../server/src/ports/address-books.ts'
import type { PushToken } from '../../server/src/ports/push-tokens.ts'
import { ALICE, BOB, NOON } from './journal-entries.ts'
import type { StoreBench } from './store-backend.ts'

/** What every store owes to who keeps in it what belongs to an account besides its journal. */
export function accountDataContract({ open, openBeside }: StoreBench): void {
  describe('public keys', () => {
    test('one an account, the last that was put, until it is removed', async () => {
      const { publicKeys } = await open()
      expect(await publicKeys.get(ALICE)).toBeNull()
      await publicKeys.put(ALICE, { content: 'old', storedAt: NOON })
      await publicKeys.put(ALICE, { content: '-----BEGIN PGP…\r\n\u0000', storedAt: NOON + 1 })
      const again = (await open()).publicKeys
      expect(await again.get(ALICE)).toEqual({ content: '-----BEGIN PGP…\r\n\u0000', storedAt: NOON + 1 })
      expect(await again.get(BOB)).toBeNull()
      expect([await again.remove(ALICE), await again.remove(ALICE), await again.get(ALICE)]).toEqual([true, false, null])
    })
  })

  describe('API tokens', () => {
    test('several are valid beside each other, each for its account and until it expires', async () => {
      const { apiTokens } = await open()
      await apiTokens.add(ALICE, 'one', NOON + 10, 5)
      await apiTokens.add(ALICE, 'two', NOON + 20, 5)
      await apiTokens.add(BOB, 'three', NOON + 20, 5)
      const valid = (account: string, now: number) =>
        Promise.all(['one', 'two', 'three', ''].map((token) => apiTokens.isValid(account, token, now)))
      expect(await valid(ALICE, NOON)).toEqual([true, true, false, false])
      expect(await valid(ALICE, NOON + 10)).toEqual([false, true, false, false])
      expect(await valid(BOB, NOON)).toEqual([false, false, true, false])
      expect(await apiTokens.expiries(ALICE)).toEqual([NOON + 10, NOON + 20])
    })

    test('no more are kept than was said, and the first to expire go', async () => {
      const { apiTokens } = await open()
      for (const [index, token] of ['a', 'b', 'c', 'd'].entries()) await apiTokens.add(ALICE, token, NOON + index, 2)
      await apiTokens.add(BOB, 'e', NOON, 2)
      expect(await apiTokens.expiries(ALICE)).toEqual([NOON + 2, NOON + 3])
      expect(await apiTokens.isValid(ALICE, 'd', NOON)).toBe(true)
      expect(await apiTokens.isValid(BOB, 'e', NOON - 1)).toBe(true)
    })

    test('they are revoked together, and expire by themselves', async () => {
      const { apiTokens } = await open()
      for (const token of ['a', 'b']) await apiTokens.add(ALICE, token, NOON, 5)
      await apiTokens.add(BOB, 'c', NOON, 5)
      await apiTokens.add(BOB, 'd', NOON + 1, 5)
      expect([await apiTokens.revoke(ALICE), await apiTokens.revoke(ALICE)]).toEqual([2, 0])
      expect(await apiTokens.isValid(ALICE, 'a', NOON - 1)).toBe(false)
      expect([await apiTokens.expire(NOON), await apiTokens.expire(NOON)]).toEqual([1, 0])
      expect(await apiTokens.expiries(BOB)).toEqual([NOON + 1])
    })
  })

  describe('push tokens', () => {
    const phone: PushToken = {
      ...{ appId: 'com.example.app', deviceId: 'phone', platform: 'ios', silent: true, userAgent: 'App 1' },
      ...{ token: 'voip', backgroundToken: 'apns' },
    }
    const tablet: PushToken = { ...phone, deviceId: 'tablet', platform: 'android', silent: false, backgroundToken: null }

    test('one for each app on each device, replaced by the next', async () => {
      const { pushTokens } = await open()
      await pushTokens.put(ALICE, phone)
      await pushTokens.put(ALICE, tablet)
      await pushTokens.put(ALICE, { ...phone, appId: 'com.example.other' })
      await pushTokens.put(BOB, phone)
      await pushTokens.put(ALICE, { ...phone, token: 'new' })
      const again = (await open()).pushTokens
      expect(await again.all(ALICE)).toEqual([{ ...phone, token: 'new' }, tablet, { ...phone, appId: 'com.example.other' }])
      expect(await again.all(BOB)).toEqual([phone])
    })

    test('one device is removed; where its token is named, only while it is that', async () => {
      const { pushTokens } = await open()
      await pushTokens.put(ALICE, phone)
      await pushTokens.put(ALICE, tablet)
      const { appId, deviceId } = phone
      expect(await pushTokens.remove(ALICE, { appId, deviceId, token: 'old' })).toBe(false)
      expect(await pushTokens.remove(ALICE, { appId, deviceId, token: 'voip' })).toBe(true)
      expect(await pushTokens.remove(ALICE, { appId, deviceId })).toBe(false)
      expect(await pushTokens.all(ALICE)).toEqual([tablet])
      expect(await pushTokens.remove(ALICE, { appId, deviceId: 'tablet' })).toBe(true)
    })

    test('all of an account are removed', async () => {
      const { pushTokens } = await open()
      for (const token of [phone, tablet]) await pushTokens.put(ALICE, token)
      await pushTokens.put(BOB, phone)
      expect([await pushTokens.removeAll(ALICE), await pushTokens.removeAll(ALICE)]).toEqual([2, 0])
      expect([await pushTokens.all(ALICE), await pushTokens.all(BOB)]).toEqual([[], [phone]])
    })
  })

  describe('address books', () => {
    const item = (type: AddressBookItem['type'], id: string, name = id): AddressBookItem => ({
      type,
      id,
      json: `{"name":"${name}"}`,
    })

    test('items come in the order in which they first came, and a change leaves one in its place', async () => {
      const { addressBooks } = await open()
      const first = [item('contact', 'z'), item('group', 'z'), item('contact', 'a')]
      await addressBooks.put(ALICE, first)
      await addressBooks.put(ALICE, [item('contact', 'z', 'Zoë 🦊'), item('policy', 'p')])
      const again = (await open()).addressBooks
      expect(await again.items(ALICE)).toEqual([item('contact', 'z', 'Zoë 🦊'), ...first.slice(1), item('policy', 'p')])
    })

    test('what is removed is told, and what comes again comes last', async () => {
      const { addressBooks } = await open()
      await addressBooks.put(ALICE, [item('contact', 'a'), item('contact', 'b'), item('group', 'a')])
      expect(await addressBooks.remove(ALICE, 'contact', 'a')).toEqual(item('contact', 'a'))
      expect(await addressBooks.remove(ALICE, 'contact', 'a')).toBeNull()
      expect(await addressBooks.remove(BOB, 'contact', 'b')).toBeNull()
      await addressBooks.put(ALICE, [item('contact', 'a')])
      expect(await addressBooks.items(ALICE)).toEqual([item('contact', 'b'), item('group', 'a'), item('contact', 'a')])
    })

    test('a book that is empty is a book, and one that never was is none', async () => {
      const { addressBooks } = await open()
      expect(await addressBooks.items(ALICE)).toBeNull()
      await addressBooks.put(ALICE, [item('contact', 'a')])
      await addressBooks.remove(ALICE, 'contact', 'a')
      expect(await addressBooks.items(ALICE)).toEqual([])
      expect([await addressBooks.removeAll(ALICE), await addressBooks.removeAll(ALICE)]).toEqual([true, false])
      expect(await addressBooks.items(ALICE)).toBeNull()
      await addressBooks.put(ALICE, [])
      expect(await addressBooks.items(ALICE)).toEqual([])
    })

    test('all of what is put at once, or nothing', async () => {
      const { addressBooks } = await open()
      const wrong = addressBooks.put(ALICE, [item('contact', 'a'), item('contact', '')])
      await expect(wrong).rejects.toMatchObject({ reason: 'backend-refused' })
      expect(await addressBooks.items(ALICE)).toBeNull()
    })

    test('two that put at once, both are there, each in a place of its own', async () => {
      const one = (await open()).addressBooks
      const other = (await openBeside()).addressBooks
      const ids = Array.from({ length: 40 }, (_, index) => `c${index}`)
      await Promise.all(ids.map((id, index) => (index % 2 === 0 ? one : other).put(ALICE, [item('contact', id)])))
      const items = await one.items(ALICE)
      expect(items?.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
      expect(await other.items(ALICE)).toEqual(items)
    })
  })
}
