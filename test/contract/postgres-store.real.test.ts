import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresStore } from '../../server/src/adapters/store/postgres/postgres-store.ts'
import { describeWith } from '../interop/needs.ts'
import { type Postgres, startPostgres } from '../interop/peers/postgres.ts'
import { until } from '../interop/until.ts'
import { expectKept } from './crash-contract.ts'
import { ALICE, append, BOB, idsOf } from './journal-entries.ts'
import { storeContract } from './store-contract.ts'

const ROUNDS = 3

describeWith(['postgres'], 'PostgreSQL', () => {
  let postgres: Postgres

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.remove())

  storeContract('the store in PostgreSQL', {
    place: () => ({ kind: 'postgres', at: postgres.url }),
    clear: () => forget(),
  })

  test('a schema of a newer Weft is left alone', async () => {
    await (await PostgresStore.open(postgres.url)).close()
    await ask('update weft_schema set version = version + 1')
    await expect(PostgresStore.open(postgres.url)).rejects.toThrow('it was used by a newer Weft')
    await forget()
  })

  test('nodes that start together bring the database to the schema once', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => PostgresStore.open(postgres.url)))
    await Promise.all(stores.map((store) => store.close()))
    expect(await ask('select count(*)::int as rows from weft_schema')).toEqual([{ rows: 1 }])
    await forget()
  })

  test('a server that is away is told as such, and used again when it is back, with all that was acknowledged', async () => {
    const store = await PostgresStore.open(postgres.url)
    const { journals } = store
    await journals.activate(ALICE)
    await journals.apply([append(ALICE, 'before')])
    await postgres.kill()
    await expect(journals.apply([append(ALICE, 'meanwhile')])).rejects.toMatchObject({ reason: 'backend-away' })
    await expect(journals.unread(ALICE)).rejects.toMatchObject({ reason: 'backend-away' })
    await expect(PostgresStore.open(postgres.url)).rejects.toThrow('cannot be used: connect ECONNREFUSED')
    await postgres.restart()
    await until('the store takes something again', 10_000, () => {
      return journals.apply([append(ALICE, 'after')]).catch(() => null)
    })
    expect(await idsOf(journals, ALICE)).toEqual(['before', 'after'])
    await store.close()
    await forget()
  })

  test('a server that is killed while many write: what was acknowledged is there, and what was refused is not', async () => {
    const store = await PostgresStore.open(postgres.url)
    const { journals } = store
    for (const account of [ALICE, BOB]) await journals.activate(account)
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = new Set<string>()
      const refused = new Set<string>()
      let writing = true
      const lanes = Array.from({ length: 16 }, async (_, lane) => {
        for (let n = 0; writing; n++) {
          const id = `r${round}-${lane}-${n}`
          const stored = journals.apply([append(ALICE, id), append(BOB, id, { contact: ALICE })])
          await stored.then(
            () => acknowledged.add(`+${id}`),
            () => {
              refused.add(id)
              writing = false
            },
          )
        }
      })
      await until('some are stored', 10_000, () => acknowledged.size > 100)
      await postgres.kill()
      await postgres.restart()
      // Where what was being committed turns out to have been, nobody is refused.
      writing = false
      await Promise.all(lanes)
      await expectKept(journals, acknowledged)
      const ids = await idsOf(journals, ALICE)
      expect(ids.filter((id) => refused.has(id))).toEqual([])
    }
    await store.close()
    await forget()
  })

  test('a wrong password is told without showing it', async () => {
    const url = postgres.url.replace(/:[^:@]+@/, ':secret-guess@')
    const opened = PostgresStore.open(url)
    await expect(opened).rejects.toThrow('cannot be used: password authentication failed')
    await expect(opened).rejects.not.toThrow('secret-guess')
  })

  async function forget(): Promise<void> {
    await ask('drop schema public cascade; create schema public')
  }

  async function ask(question: string): Promise<unknown[]> {
    const client = new pg.Client(postgres.url)
    await client.connect()
    try {
      const { rows } = await client.query(question)
      return rows
    } finally {
      await client.end()
    }
  }
})
