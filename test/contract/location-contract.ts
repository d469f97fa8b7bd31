import { afterEach, describe, expect, test } from 'vitest'
import type { Store, StoredBinding } from '../../server/src/ports/store.ts'

/** A back end under test. */
export interface StoreBackend {
  /** Opens it, with what the last one that was opened has kept. */
  open(): Promise<Store>
  /** Forgets everything. */
  clear(): Promise<void>
}

const now = 1_700_000_000_000

export function binding(key: string, more: Partial<StoredBinding> = {}): StoredBinding {
  return {
    ...{ key, uri: `sip:${key}`, parameters: '', q: 1000, expiresAt: now + 60_000, callId: 'one', cseq: 1 },
    ...{ path: [], flow: null },
    ...more,
  }
}

/** Puts these, whatever is there. */
export function put(store: Store, address: string, ...bindings: readonly StoredBinding[]): Promise<void> {
  return store.update(address, () => ({ change: { remove: [], put: bindings }, outcome: undefined }))
}

const byKey = (bindings: readonly StoredBinding[]) => bindings.toSorted((a, b) => (a.key < b.key ? -1 : 1))

/** What every store owes to who keeps contacts and secrets in it. */
export function locationContract(name: string, backend: StoreBackend): void {
  describe(name, () => {
    let store: Store | null = null

    async function open(): Promise<Store> {
      await store?.close()
      store = await backend.open()
      return store
    }

    afterEach(async () => {
      await store?.close()
      store = null
      await backend.clear()
    })

    test('what was put is there, as it was', async () => {
      const store = await open()
      const flow = { transport: 'tls', address: '2001:db8::1', port: 65_535 } as const
      const whole = binding('a', {
        ...{ parameters: ';+sip.instance="<urn:uuid:ä>"', q: 700, cseq: 2 ** 31 - 1, callId: "it's; --" },
        ...{ path: ['<sip:p1;lr>', '<sip:p2;lr>'], flow },
      })
      await put(store, 'alice@example.com', whole, binding('b'))
      expect(byKey(await store.bindings('alice@example.com', now))).toEqual([whole, binding('b')])
      expect(await store.bindings('Alice@example.com', now)).toEqual([])
      expect(await store.bindings('alice@example.co', now)).toEqual([])
    })

    test('who decides sees all there is of that address, and gets back what it says', async () => {
      const store = await open()
      const old = binding('old', { expiresAt: now - 1 })
      await put(store, 'alice@example.com', binding('a'), old)
      await put(store, 'bob@example.com', binding('b'))
      const seen = await store.update('alice@example.com', (current) => ({ change: null, outcome: current }))
      expect(byKey(seen)).toEqual([binding('a'), old])
    })

    test('a change replaces by key, and removes', async () => {
      const store = await open()
      await put(store, 'alice@example.com', binding('a'), binding('b'), binding('c'))
      const change = { remove: ['b', 'nobody'], put: [binding('a', { cseq: 2 })] }
      expect(await store.update('alice@example.com', () => ({ change, outcome: 'done' }))).toBe('done')
      expect(byKey(await store.bindings('alice@example.com', now))).toEqual([binding('a', { cseq: 2 }), binding('c')])
    })

    test('many at once do not get in each other’s way', async () => {
      const store = await open()
      const one = (address: string) =>
        store.update(address, ([first]) => {
          const cseq = (first?.cseq ?? 0) + 1
          return { change: { remove: [], put: [binding('a', { cseq })] }, outcome: cseq }
        })
      const addresses = Array.from({ length: 50 }, (_, index) => `user${index}@example.com`)
      const rounds = await Promise.all([0, 1, 2].map(() => Promise.all(addresses.map(one))))
      expect(rounds.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3].flatMap((cseq) => addresses.map(() => cseq)))
      for (const address of addresses) expect(await store.bindings(address, now)).toMatchObject([{ cseq: 3 }])
    })

    test('who decides wrongly fails alone, and changes nothing', async () => {
      const store = await open()
      const wrong = store.update('alice@example.com', () => {
        throw new RangeError('no')
      })
      const right = put(store, 'bob@example.com', binding('b'))
      await expect(wrong).rejects.toThrow(RangeError)
      await right
      expect(await store.bindings('alice@example.com', now)).toEqual([])
      expect(await store.bindings('bob@example.com', now)).toHaveLength(1)
    })

    test('contacts come by their q, the highest first', async () => {
      const store = await open()
      await put(store, 'a@b', binding('low', { q: 0 }), binding('high', { q: 1000 }), binding('middle', { q: 500 }))
      expect((await store.bindings('a@b', now)).map(({ key }) => key)).toEqual(['high', 'middle', 'low'])
    })

    test('what has expired is not there, and is removed when asked for, however much it is', async () => {
      const store = await open()
      const users = Array.from({ length: 2500 }, (_, index) => `user${index}@example.com`)
      const old = binding('old', { expiresAt: now })
      await Promise.all(users.map((user, index) => put(store, user, ...(index % 5 === 0 ? [old, binding('new')] : [old]))))
      expect(await store.bindings('user10@example.com', now)).toEqual([binding('new')])
      expect(await store.expire(now)).toBe(2500)
      expect(await store.expire(now)).toBe(0)
      const all = (user: string) => store.update(user, (current) => ({ change: null, outcome: current }))
      expect(await all('user10@example.com')).toEqual([binding('new')])
      expect(await all('user11@example.com')).toEqual([])
    })

    test('a secret is made once, for each name another', async () => {
      const first = await open()
      const [one, again, other] = await Promise.all([first.secret('one'), first.secret('one'), first.secret('other')])
      expect(one).toHaveLength(32)
      expect(again).toEqual(one)
      expect(other).not.toEqual(one)
      const second = await open()
      expect(await second.secret('one')).toEqual(one)
    })

    test('all of it is there after a restart', async () => {
      const first = await open()
      await put(first, 'alice@example.com', binding('a'), binding('b'))
      const second = await open()
      expect(byKey(await second.bindings('alice@example.com', now))).toEqual([binding('a'), binding('b')])
    })

    test('what was asked for before it is closed is still written, and nothing after', async () => {
      const first = await open()
      const written = put(first, 'alice@example.com', binding('a'))
      const closed = first.close()
      await written
      await closed
      await expect(put(first, 'alice@example.com', binding('b'))).rejects.toMatchObject({ reason: 'backend-away' })
      store = null
      const second = await open()
      expect(await second.bindings('alice@example.com', now)).toHaveLength(1)
    })
  })
}
