import { expect, test } from 'vitest'
import type { Location, LocationDecision, StoredBinding } from '../../ports/location.ts'
import { CachedLocation } from './cached-location.ts'

const BOB = 'bob@home.example'

function binding(key: string, expiresAt = 1_000): StoredBinding {
  return {
    ...{ key, uri: `sip:${key}@pc.example`, parameters: '', q: 1000, expiresAt },
    ...{ callId: 'c', cseq: 1, path: [], flow: null },
  }
}

/** A store of one address whose reads and writes end when the test says so. */
class SlowLocation implements Location {
  stored: readonly StoredBinding[] = []
  reads = 0
  /** What a read or write waits for. */
  gate: Promise<unknown> = Promise.resolve()

  async update<Outcome>(
    _address: string,
    decide: (current: readonly StoredBinding[]) => LocationDecision<Outcome>,
  ): Promise<Outcome> {
    const { change, outcome } = decide(this.stored)
    await this.gate
    this.stored = change?.put ?? this.stored
    return outcome
  }

  async bindings(): Promise<readonly StoredBinding[]> {
    this.reads++
    const found = this.stored
    await this.gate
    return found
  }

  async expire(): Promise<number> {
    return 7
  }
}

function cached() {
  const store = new SlowLocation()
  const location = new CachedLocation(store)
  const put = (...bindings: StoredBinding[]) =>
    location.update(BOB, () => ({ change: { remove: [], put: bindings }, outcome: 'done' }))
  const keys = async (now = 0) => (await location.bindings(BOB, now)).map(({ key }) => key)
  return { store, location, put, keys }
}

test('the store is asked once until something changes', async () => {
  const { store, put, keys } = cached()
  expect(await put(binding('desk'))).toBe('done')
  expect([await keys(), await keys()]).toEqual([['desk'], ['desk']])
  expect(store.reads).toBe(1)
  await put(binding('mobile'))
  expect(await keys()).toEqual(['mobile'])
})

test('what expires while it is kept is not told', async () => {
  const { put, keys } = cached()
  await put(binding('desk', 500), binding('mobile', 900))
  expect(await keys(499)).toEqual(['desk', 'mobile'])
  expect(await keys(500)).toEqual(['mobile'])
})

test('what was read before a change is not kept after it', async () => {
  const { store, put, keys } = cached()
  const { promise, resolve } = Promise.withResolvers<void>()
  store.gate = promise
  const reading = keys()
  const writing = put(binding('desk'))
  resolve()
  expect(await reading).toEqual([])
  await writing
  expect(await keys()).toEqual(['desk'])
})

test('a change that fails is told, and the next question goes to the store', async () => {
  const { store, location, put, keys } = cached()
  await put(binding('desk'))
  await keys()
  const failing = location.update(BOB, () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await keys()).toEqual(['desk'])
  expect(store.reads).toBe(2)
})

test('clearing away is the store’s', async () => {
  expect(await cached().location.expire(0)).toBe(7)
})
