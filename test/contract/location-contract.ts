import { describe, expect, test } from 'vitest'
import type { Location, StoredBinding } from '../../server/src/ports/location.ts'
import type { StoreBench } from './store-backend.ts'

const now = 1_700_000_000_000

export function binding(key: string, more: Partial<StoredBinding> = {}): StoredBinding {
  return {
    ...{ key, uri: `sip:${key}`, parameters: '', q: 1000, expiresAt: now + 60_000, callId: 'one', cseq: 1 },
    ...{ path: [], flow: null },
    ...more,
  }
}

/** Puts these, whatever is there. */
export function put(location: Location, address: string, ...bindings: readonly StoredBinding[]): Promise<void> {
  return location.update(address, () => ({ change: { remove: [], put: bindings }, outcome: undefined }))
}

const byKey = (bindings: readonly StoredBinding[]) => bindings.toSorted((a, b) => (a.key < b.key ? -1 : 1))

/** What every store owes to who keeps contacts in it. */
export function locationContract({ open: openStore }: StoreBench): void {
  describe('contacts', () => {
    const open = async () => (await openStore()).location

    test('what was put is there, as it was', async () => {
      const location = await open()
      const flow = { transport: 'tls', address: '2001:db8::1', port: 65_535, connection: '0123abcd' } as const
      const whole = binding('a', {
        ...{ parameters: ';+sip.instance="<urn:uuid:ä>"', q: 700, cseq: 2 ** 31 - 1, callId: "it's; --" },
        ...{ path: ['<sip:p1;lr>', '<sip:p2;lr>'], flow },
      })
      await put(location, 'alice@example.com', whole, binding('b'))
      expect(byKey(await location.bindings('alice@example.com', now))).toEqual([whole, binding('b')])
      expect(await location.bindings('Alice@example.com', now)).toEqual([])
      expect(await location.bindings('alice@example.co', now)).toEqual([])
    })

    test('who decides sees all there is of that address, and gets back what it says', async () => {
      const location = await open()
      const old = binding('old', { expiresAt: now - 1 })
      await put(location, 'alice@example.com', binding('a'), old)
      await put(location, 'bob@example.com', binding('b'))
      const seen = await location.update('alice@example.com', (current) => ({ change: null, outcome: current }))
      expect(byKey(seen)).toEqual([binding('a'), old])
    })

    test('a change replaces by key, and removes', async () => {
      const location = await open()
      await put(location, 'alice@example.com', binding('a'), binding('b'), binding('c'))
      const change = { remove: ['b', 'nobody'], put: [binding('a', { cseq: 2 })] }
      expect(await location.update('alice@example.com', () => ({ change, outcome: 'done' }))).toBe('done')
      expect(byKey(await location.bindings('alice@example.com', now))).toEqual([binding('a', { cseq: 2 }), binding('c')])
    })

    test('many at once do not get in each other’s way', async () => {
      const location = await open()
      const one = (address: string) =>
        location.update(address, ([first]) => {
          const cseq = (first?.cseq ?? 0) + 1
          return { change: { remove: [], put: [binding('a', { cseq })] }, outcome: cseq }
        })
      const addresses = Array.from({ length: 50 }, (_, index) => `user${index}@example.com`)
      const rounds = await Promise.all([0, 1, 2].map(() => Promise.all(addresses.map(one))))
      expect(rounds.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3].flatMap((cseq) => addresses.map(() => cseq)))
      for (const address of addresses) expect(await location.bindings(address, now)).toMatchObject([{ cseq: 3 }])
    })

    test('who decides wrongly fails alone, and changes nothing', async () => {
      const location = await open()
      const wrong = location.update('alice@example.com', () => {
        throw new RangeError('no')
      })
      const right = put(location, 'bob@example.com', binding('b'))
      await expect(wrong).rejects.toThrow(RangeError)
      await right
      expect(await location.bindings('alice@example.com', now)).toEqual([])
      expect(await location.bindings('bob@example.com', now)).toHaveLength(1)
    })

    test('contacts come by their q, the highest first', async () => {
      const location = await open()
      await put(location, 'a@b', binding('low', { q: 0 }), binding('high', { q: 1000 }), binding('middle', { q: 500 }))
      expect((await location.bindings('a@b', now)).map(({ key }) => key)).toEqual(['high', 'middle', 'low'])
    })

    test('what has expired is not there, and is removed when asked for, however much it is', async () => {
      const location = await open()
      const users = Array.from({ length: 2500 }, (_, index) => `user${index}@example.com`)
      const old = binding('old', { expiresAt: now })
      await Promise.all(users.map((user, index) => put(location, user, ...(index % 5 === 0 ? [old, binding('new')] : [old]))))
      expect(await location.bindings('user10@example.com', now)).toEqual([binding('new')])
      expect(await location.expire(now)).toBe(2500)
      expect(await location.expire(now)).toBe(0)
      const all = (user: string) => location.update(user, (current) => ({ change: null, outcome: current }))
      expect(await all('user10@example.com')).toEqual([binding('new')])
      expect(await all('user11@example.com')).toEqual([])
    })

    test('all of it is there after a restart', async () => {
      const first = await open()
      await put(first, 'alice@example.com', binding('a'), binding('b'))
      const second = await open()
      expect(byKey(await second.bindings('alice@example.com', now))).toEqual([binding('a'), binding('b')])
    })
  })
}
