import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { binding, put } from '../../../../../test/contract/location-contract.ts'
import { storeContract } from '../../../../../test/contract/store-contract.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import { SqliteStore } from './sqlite-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'weft-store-'))
afterAll(() => rmSync(directory, { recursive: true }))

const shared = join(directory, 'contract', 'weft.db')
storeContract('the store in SQLite', {
  place: () => ({ kind: 'sqlite', at: shared }),
  clear: async () => rmSync(join(directory, 'contract'), { recursive: true }),
})

test('nobody else may read the files, and a directory is made for them', async () => {
  const path = join(directory, 'new', 'deep', 'weft.db')
  const store = new SqliteStore(path)
  await put(store.location, 'alice@example.com', binding('a'))
  const files = [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file))
  expect(files).toHaveLength(3)
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
  expect(statSync(join(directory, 'new', 'deep')).mode & 0o777).toBe(0o700)
  await store.close()
})

test('a schema of a newer Weft is left alone', async () => {
  const path = join(directory, 'newer.db')
  await new SqliteStore(path).close()
  const database = new SqliteDatabase(path)
  database.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
  database.close()
  expect(() => new SqliteStore(path)).toThrow(`${path} cannot be used: its schema is version ${SCHEMA_VERSION + 1}`)
})

test('what is no database is not overwritten', () => {
  const path = join(directory, 'text.db')
  writeFileSync(path, 'dear diary, '.repeat(100))
  expect(() => new SqliteStore(path)).toThrow(`${path} cannot be used`)
  expect(statSync(path).size).toBe(1200)
})

test('where the disk takes nothing, everybody who waits is told, and it goes on afterwards', async () => {
  const path = join(directory, 'full.db')
  const store = new SqliteStore(path)
  const other = new SqliteDatabase(path)
  // Another writer keeps it longer than we wait.
  other.exec('begin immediate')
  const refused = await Promise.allSettled([put(store.location, 'a@b', binding('a')), put(store.location, 'c@d', binding('c'))])
  expect(refused).toMatchObject([{ reason: { reason: 'backend-refused' } }, { reason: { reason: 'backend-refused' } }])
  other.exec('rollback')
  other.close()
  await put(store.location, 'a@b', binding('a'))
  expect(await store.location.bindings('a@b', 0)).toHaveLength(1)
  await store.close()
})
