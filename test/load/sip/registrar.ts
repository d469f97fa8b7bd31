import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import type { StoredBinding } from '../../../server/src/ports/location.ts'
import { startKamailio } from '../../interop/peers/kamailio.ts'
import { type OwnDomain, startOwnDomain } from '../../interop/peers/own-domain.ts'
import { LoadGenerator } from '../generator-process.ts'
import type { Measurement } from '../measurement.ts'
import { residentMemory } from '../process-usage.ts'
import { costOf, type LoadSample, medianOf, sampleLoad } from './load-sample.ts'

const DOMAIN = 'weft.test'
/** ms of one measurement, and how often it is repeated after one that warms up. */
const DURATION = 1000
const ROUNDS = 5
/** More than there are requests under way; Kamailio searches its text file from the top for each. */
const USERS = 100
const MANY = 100_000
const WINDOW = { sockets: 8, window: 8 }

type Report = (measurement: Measurement) => void

/** Registrations that are refreshed with digest: Weft's registrar, which writes them to disk, beside Kamailio, which has them in memory. */
export async function measureRegistering(report: Report): Promise<void> {
  const weft = await startDomain(USERS)
  const kamailio = await startKamailio({ domain: DOMAIN, users: usersOf(USERS) })
  const generator = await LoadGenerator.startSip()
  try {
    const servers = [
      { variant: 'weft', pids: [weft.pid], port: weft.sipPort, samples: [] as LoadSample[] },
      { variant: 'kamailio', pids: kamailio.pids(), port: kamailio.port, samples: [] as LoadSample[] },
    ]
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { pids, port, samples } of servers) {
        const sample = await sampleLoad(pids, () => generator.run({ ...registering(USERS, DURATION), port }))
        if (round > 0) samples.push(sample)
      }
    }
    const perCore = servers.map(({ samples }) => medianOf(samples, (sample) => sample.perCoreSecond))
    for (const [index, { variant, samples }] of servers.entries()) {
      report({ variant, metric: 'register_per_core_s', value: perCore[index] ?? 0, unit: '1/s' })
      for (const measurement of costOf(`${variant}_register`, samples)) report(measurement)
    }
    report({ variant: 'weft', metric: 'ratio_to_kamailio_register', value: (perCore[0] ?? 0) / (perCore[1] ?? 1), unit: '1' })
  } finally {
    generator.stop()
    await Promise.all([weft.stop(), kamailio.stop()])
  }
}

/** What 100,000 registered contacts and their users cost in memory, while some of them register again, and in time when the server starts. */
export async function measureContacts(report: Report): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'weft-contacts-'))
  const generator = await LoadGenerator.startSip()
  try {
    const few = await startDomain(USERS)
    const before = await memoryUnderLoad(few, USERS, generator)
    await few.stop()
    const path = join(directory, 'weft.db')
    await registerAll(path)
    const many = await startDomain(MANY, path)
    try {
      const after = await memoryUnderLoad(many, MANY, generator)
      report({ variant: 'weft', metric: 'kb_per_contact', value: (after - before) / MANY, unit: 'KiB' })
      await many.kill()
      const begin = performance.now()
      await many.restart()
      await generator.run({ ...registering(1, 0), sockets: 1, window: 1, port: many.sipPort })
      report({ variant: 'weft', metric: 'restart_s', value: (performance.now() - begin) / 1000, unit: 's' })
    } finally {
      await many.stop()
    }
  } finally {
    generator.stop()
    await rm(directory, { recursive: true })
  }
}

/** KiB. */
async function memoryUnderLoad(weft: OwnDomain, users: number, generator: LoadGenerator<object>): Promise<number> {
  await generator.run({ ...registering(users, 2 * DURATION), port: weft.sipPort })
  return residentMemory(weft.pid)
}

function registering(users: number, duration: number) {
  return { kind: 'register', domain: DOMAIN, users, duration, ...WINDOW } as const
}

function startDomain(users: number, store?: string): Promise<OwnDomain> {
  const unlimited = { requests_per_address: 1_000_000, registrations_per_second: 1_000_000 }
  return startOwnDomain({
    domain: DOMAIN,
    users: usersOf(users),
    ini: { 'weft.ini': { Registrar: unlimited, ...(store === undefined ? {} : { Store: { path: store } }) } },
  })
}

function usersOf(count: number): Record<string, string> {
  return Object.fromEntries(namesOf(count).map((user) => [user, `pw-${user}`]))
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `u${index + 1}`)
}

/** Leaves the store as a server does with whom all users have registered. */
async function registerAll(path: string): Promise<void> {
  const store = new SqliteStore(path)
  await Promise.all(
    namesOf(MANY).map((user) => {
      const put = [contactOf(user)]
      return store.location.update(`${user}@${DOMAIN}`, () => ({ change: { remove: [], put }, outcome: undefined }))
    }),
  )
  await store.close()
}

function contactOf(user: string): StoredBinding {
  const uri = `sip:${user}@127.0.0.1:9`
  return {
    ...{ key: uri, uri, parameters: ';+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"', q: 1000 },
    ...{ expiresAt: Date.now() + 3_600_000, callId: `before-${user}`, cseq: 1, path: [] },
    flow: { transport: 'udp', address: '127.0.0.1', port: 9 },
  }
}
