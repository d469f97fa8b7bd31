import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresStore } from '../../../server/src/adapters/store/postgres/postgres-store.ts'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import type { JournalOperation } from '../../../server/src/ports/journal-operation.ts'
import type { Store } from '../../../server/src/ports/store.ts'
import { startPostgres } from '../../interop/peers/postgres.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import { freePort } from '../../interop/port.ts'
import { LoadGenerator } from '../generator-process.ts'
import type { Measurement } from '../measurement.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from '../sip/load-sample.ts'

type Report = (measurement: Measurement) => void

/** Entries that the busy account's journal has before. */
const HISTORIES = [0, 1000, 5000, 100_000]
const ACCOUNTS = Array.from({ length: 50 }, (_, index) => `user${index}@load.test`)
/** ms of one measurement, and how often it is repeated after one that warms up. */
const DURATION = 1000
const ROUNDS = 3
/** Entries that go into one transaction when a history is made. */
const AT_ONCE = 1000
const DAY = 86_400_000

/** MESSAGEs that come by SIP over UDP, each in its recipient's journal and on disk before it is answered: to one busy account, and to fifty. */
export async function measureIntake(report: Report): Promise<void> {
  for (const history of HISTORIES) {
    const directory = await mkdtemp(join(tmpdir(), 'weft-intake-'))
    const path = join(directory, 'weft.db')
    try {
      await fill(new SqliteStore(path), history)
      await measureOne('sqlite', { path }, history, report)
    } finally {
      await rm(directory, { recursive: true })
    }
  }
}

/** As measureIntake. */
export async function measureIntakeOfPostgres(report: Report): Promise<void> {
  for (const history of HISTORIES) {
    const postgres = await startPostgres()
    try {
      await fill(await PostgresStore.open(postgres.url), history)
      await measureOne('postgres', { url: postgres.url }, history, report)
    } finally {
      await postgres.remove()
    }
  }
}

async function measureOne(variant: string, store: Record<string, string>, history: number, report: Report): Promise<void> {
  const port = await freePort()
  const weft = await startWeft({
    janus: { url: `ws://127.0.0.1:${await freePort()}`, apiSecret: 'nobody' },
    proxy: null,
    ini: {
      'config.ini': { Server: { default_application: 'webrtcgateway' }, SIP: { local_udp_port: port } },
      'weft.ini': { Store: store },
    },
  })
  const generator = await LoadGenerator.startSip()
  try {
    for (const [metric, accounts] of [
      [`stored_per_s_history_${history}`, ACCOUNTS.slice(0, 1)],
      [`stored_per_s_history_${history}_50accounts`, ACCOUNTS],
    ] as const) {
      const what = { kind: 'message', uris: accounts.map((account) => `sip:${account}`), contentType: 'text/plain' } as const
      const samples: LoadSample[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        const load = { ...what, port, sockets: 8, window: 16, duration: DURATION }
        const sample = await sampleLoad([weft.pid], () => generator.run(load))
        if (round > 0) samples.push(sample)
      }
      report({ variant, metric, value: medianOf(samples, ({ perSecond }) => perSecond), unit: '1/s' })
      for (const measurement of costOf(`${variant}_${metric}`, samples)) report(measurement)
    }
  } finally {
    generator.stop()
    await weft.stop()
  }
}

/** The first account has that history of yesterday, all of them have a journal. */
async function fill(store: Store, history: number): Promise<void> {
  for (const account of ACCOUNTS) await store.journals.activate(account)
  const [busy = ''] = ACCOUNTS
  const arrivedAt = Date.now() - DAY
  for (let first = 0; first < history; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, history - first) }, () => entryFor(busy, arrivedAt))
    await store.journals.apply(some)
  }
  await store.close()
}

function entryFor(account: string, arrivedAt: number): JournalOperation {
  return {
    operation: 'append',
    account,
    entry: {
      ...{ contact: 'alice@elsewhere.test', direction: 'incoming', contentType: 'text/plain', content: 'x'.repeat(300) },
      ...{ messageId: randomUUID(), arrivedAt, timestamp: new Date(arrivedAt).toISOString() },
      ...{ state: 'received', disposition: ['positive-delivery', 'display'] },
    },
  }
}
