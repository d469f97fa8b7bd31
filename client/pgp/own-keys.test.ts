import { expect, test } from 'vitest'
import { MemoryKeyArchive } from './key-archive.ts'
import { OwnKeys, type OwnKeysState } from './own-keys.ts'
import { samplePair } from './sample-keys.ts'

test('what is kept is there the next time; what is no key any more is left out', async () => {
  const [alice, carol] = [await samplePair('alice'), await samplePair('carol')]
  const archive = new MemoryKeyArchive()
  await archive.keepOwn([alice.privateArmored, 'broken', carol.privateArmored])
  const own = await OwnKeys.open(archive)
  expect(own.all.map(({ fingerprint }) => fingerprint)).toEqual([alice.fingerprint, carol.fingerprint])
  expect(own.state).toEqual({ kind: 'ready', fingerprint: alice.fingerprint, published: 'unknown' })
})

test('whose key is published is told once', async () => {
  const [alice, carol] = [await samplePair('alice'), await samplePair('carol')]
  const own = await OwnKeys.open(new MemoryKeyArchive())
  const states: OwnKeysState[] = []
  own.on('state', (state) => states.push(state))
  await own.notePublished(null)
  await own.notePublished(null)
  await own.notePublished(carol.publicArmored)
  own.use(alice)
  await own.notePublished(carol.publicArmored)
  await own.notePublished(alice.publicArmored)
  await own.notePublished('no key')
  await own.notePublished(undefined)
  expect(states.map(({ kind, published }) => `${kind} ${published}`)).toEqual([
    ...['absent none', 'absent other', 'ready unknown', 'ready other', 'ready ours', 'ready none', 'ready unknown'],
  ])
})

test('a key that is taken back into use is the first again, and there only once', async () => {
  const [alice, carol] = [await samplePair('alice'), await samplePair('carol')]
  const archive = new MemoryKeyArchive()
  const own = await OwnKeys.open(archive)
  for (const pair of [alice, carol, carol, alice]) own.use(pair)
  expect(await archive.own()).toEqual([alice.privateArmored, carol.privateArmored])
})

test('what another page of this device has made is used when the gateway tells of it', async () => {
  const alice = await samplePair('alice')
  const archive = new MemoryKeyArchive()
  const [page, other] = [await OwnKeys.open(archive), await OwnKeys.open(archive)]
  let pairs = 0
  other.on('pair', () => pairs++)
  page.use(alice)
  await other.notePublished(alice.publicArmored)
  expect(other.state).toEqual({ kind: 'ready', fingerprint: alice.fingerprint, published: 'ours' })
  expect(pairs).toBe(1)
})

test('what cannot be kept is told, and in use all the same', async () => {
  const alice = await samplePair('alice')
  const archive = new MemoryKeyArchive()
  archive.keepOwn = () => Promise.reject(new Error('disk full'))
  const own = await OwnKeys.open(archive)
  const told = new Promise((resolve) => own.on('error', resolve))
  own.use(alice)
  expect(String(await told)).toContain('disk full')
  expect(own.current?.fingerprint).toBe(alice.fingerprint)
})
