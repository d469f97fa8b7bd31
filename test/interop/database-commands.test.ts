import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { PostgresStore } from '../../server/src/adapters/store/postgres/postgres-store.ts'
import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'
import type { Store } from '../../server/src/ports/store.ts'
import { ALICE, append, BOB, idsOf } from '../contract/journal-entries.ts'
import { describeWith } from './needs.ts'
import { startPostgres } from './peers/postgres.ts'
import { temporaryDirectory } from './peers/process.ts'

const CLI = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url))

test('weft db works beside a server that writes to the same SQLite file', async () => {
  const directory = await temporary()
  const path = join(directory, 'weft.db')
  await workBeside(new SqliteStore(path), `path = ${path}`, { HOME: directory })
})

describeWith(['postgres'], 'weft db', () => {
  test('works beside a server that writes to the same PostgreSQL database, found by PG* variables and the password file', async () => {
    const directory = await temporary()
    const postgres = await startPostgres()
    onTestFinished(() => postgres.remove())
    const { hostname, port, username, password, pathname } = new URL(postgres.url)
    await writeFile(join(directory, 'passwords'), `${hostname}:${port}:*:${username}:${password}\n`, { mode: 0o600 })
    const where = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) }
    const environment = { HOME: directory, ...where, PGPASSFILE: join(directory, 'passwords') }
    await workBeside(await PostgresStore.open(postgres.url), 'url = postgresql://', environment)
  })
})

/** Somebody else's messages keep coming in while alice's are shown and removed. */
async function workBeside(store: Store, setting: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const directory = await temporary()
  await writeFile(join(directory, 'weft.ini'), `[Store]\n${setting}\n`)
  const weft = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=weft-source', CLI, ...args, '--config-dir', directory], {
      env: { PATH: process.env.PATH, ...environment },
    })
  await Promise.all([ALICE, BOB].map((account) => store.journals.activate(account)))
  await store.journals.apply([append(ALICE, 'a1'), append(ALICE, 'a2')])
  const acknowledged: string[] = []
  let done = false
  const writing = async () => {
    for (let n = 0; !done; n++) {
      await store.journals.apply([append(BOB, `b${n}`)])
      acknowledged.push(`b${n}`)
    }
  }
  const commanding = async () => {
    try {
      expect((await weft('db', 'show', ALICE)).stdout).toContain('messages      2 records')
      expect((await weft('db', 'remove', 'messages', ALICE, '--yes')).stdout).toContain('Removed 2 records')
      await expect(weft('db', 'remove', 'all', ALICE)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--yes'),
      })
      expect((await weft('db', 'remove', 'all', ALICE, '--yes')).stdout).toContain('the journal')
      await expect(weft('db', 'show', ALICE)).rejects.toMatchObject({ code: 1 })
    } finally {
      done = true
    }
  }
  await Promise.all([writing(), commanding()])
  expect(acknowledged.length).toBeGreaterThan(10)
  expect(await idsOf(store.journals, BOB)).toEqual(acknowledged)
  await store.close()
}

async function temporary(): Promise<string> {
  const directory = await temporaryDirectory('database-commands')
  onTestFinished(() => directory.remove())
  return directory.path
}
