import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import { freePort } from '../../interop/port.ts'
import { type Measurement, percentile } from '../measurement.ts'
import { MessagingClient } from './messaging-client.ts'

/** Entries that both journals have before. */
const HISTORIES = [0, 5000]
/** Messages that count, and messages before them that do not: until then Node is still compiling. */
const MESSAGES = 1000
const WARM_UP = 300
const DOMAIN = 'load.test'
const [ALICE, BOB] = [`alice@${DOMAIN}`, `bob@${DOMAIN}`]

/** ms from the `account-message` of one client to the `message` of the other, one after the other, each on disk in both journals in between. */
export async function measureRoundTrip(report: (measurement: Measurement) => void): Promise<void> {
  for (const history of HISTORIES) {
    const directory = await mkdtemp(join(tmpdir(), 'weft-round-trip-'))
    const path = join(directory, 'weft.db')
    await fill(path, history)
    const janus = await FakeJanus.start()
    for (const account of [ALICE, BOB]) janus.sip.addUser(account, MessagingClient.ha1(account))
    const weft = await startWeft({
      janus,
      // Nobody: what goes out by SIP is not what is measured.
      proxy: { host: '127.0.0.1', port: await freePort() },
      ini: { 'weft.ini': { Limits: { requests_per_second: 0 }, Store: { path } } },
    })
    try {
      const [alice, bob] = [await MessagingClient.logIn(weft.port, ALICE), await MessagingClient.logIn(weft.port, BOB)]
      const times: number[] = []
      for (let message = -WARM_UP; message < MESSAGES; message++) {
        const arrival = bob.nextMessage()
        const begin = performance.now()
        alice.say(BOB)
        const elapsed = (await arrival) - begin
        if (message >= 0) times.push(elapsed)
      }
      for (const percent of [50, 99]) {
        const metric = `ws_to_ws_ms_p${percent}_history_${history}`
        report({ variant: 'sqlite', metric, value: percentile(times, percent), unit: 'ms' })
      }
      alice.close()
      bob.close()
    } finally {
      await weft.stop()
      await janus.stop()
      await rm(directory, { recursive: true })
    }
  }
}

async function fill(path: string, history: number): Promise<void> {
  const store = new SqliteStore(path)
  const arrivedAt = Date.now() - 86_400_000
  for (const [account, contact] of [
    [ALICE, BOB],
    [BOB, ALICE],
  ] as const) {
    await store.journals.activate(account)
    await store.journals.apply(
      Array.from({ length: history }, () => ({
        ...({ operation: 'append', account } as const),
        entry: {
          ...({ contact, direction: 'incoming', contentType: 'text/plain', content: 'x'.repeat(300) } as const),
          ...{ messageId: randomUUID(), arrivedAt, timestamp: new Date(arrivedAt).toISOString() },
          ...{ state: 'received', disposition: [] },
        },
      })),
    )
  }
  await store.close()
}
