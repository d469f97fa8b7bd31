import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresStore } from '../../../server/src/adapters/store/postgres/postgres-store.ts'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { partsMissing } from '../../interop/needs.ts'
import { startPostgres } from '../../interop/peers/postgres.ts'
import { measureLargeUpload } from '../files/large-upload.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { measureIntake, measureIntakeOfPostgres } from '../messages/intake.ts'
import { measureRoundTrip } from '../messages/round-trip.ts'
import { BarePostgres } from '../store/bare-postgres.ts'
import { BareSqlite } from '../store/bare-sqlite.ts'
import { measureStore } from '../store/store-bench.ts'

type Report = (measurement: Measurement) => void

export const bench: Bench = {
  name: 'messages',
  about:
    'messages that come by SIP and are on disk a second, and the way of one from client to client; messages appended a second to the journals of both sides, at several lengths of history, beside a bare insert of the same rows; a page of 5,000 read and printed; memory for a file of 1 GB',

  async run(report) {
    await measureLargeUpload(report)
    await measureIntake(report)
    await measureRoundTrip(report)
    await withSqlite(report)
    if (partsMissing('postgres').length === 0) {
      await measureIntakeOfPostgres(report)
      await withPostgres(report)
    } else console.error('messages: without postgresql (npm run setup -- --test) there is no variant postgres')
  },
}

async function withSqlite(report: Report): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'weft-messages-'))
  const store = new SqliteStore(join(directory, 'weft.db'))
  const bare = new BareSqlite(join(directory, 'bare.db'))
  try {
    await measureStore('sqlite', store, bare, report)
  } finally {
    await bare.close()
    await store.close()
    await rm(directory, { recursive: true })
  }
}

async function withPostgres(report: Report): Promise<void> {
  const postgres = await startPostgres()
  try {
    const store = await PostgresStore.open(postgres.url)
    const bare = await BarePostgres.open(postgres.url)
    await measureStore('postgres', store, bare, report)
    await bare.close()
    await store.close()
  } finally {
    await postgres.remove()
  }
}
