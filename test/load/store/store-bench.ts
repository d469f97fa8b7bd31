import { randomUUID } from 'node:crypto'
import type { JournalEntry } from '../../../server/src/ports/journal-entry.ts'
import type { Store } from '../../../server/src/ports/store.ts'
import { type Measurement, median } from '../measurement.ts'
import type { BareInsert } from './bare-insert.ts'

/** Entries of the busy account's journal when its appends are measured. */
const HISTORIES = [0, 1000, 5000, 100_000]
/** Messages of one measurement, and how often each is repeated; store and bare insert take turns, so that what else the machine does hits them alike. */
const MESSAGES = 2048
const ROUNDS = 5
/** Messages that are asked for at once, and so go into one transaction of the store; and those of one transaction of the bare insert. */
const AT_ONCE = 128
const PAGE = 5000
const BUSY = 'alice@example.com'
const PARTNERS = Array.from({ length: 50 }, (_, index) => `partner${index}@example.com`)
const ACCOUNTS = [BUSY, ...PARTNERS]
/** Of the length of two sentences. */
const CONTENT = 'x'.repeat(300)

interface Message {
  readonly partner: string
  readonly sent: JournalEntry
  readonly received: JournalEntry
}

/** What one store makes of messages between one busy account and fifty others, each in both journals, beside a bare insert of the same rows. */
export async function measureStore(
  variant: string,
  store: Store,
  bare: BareInsert,
  report: (measurement: Measurement) => void,
): Promise<void> {
  for (const account of ACCOUNTS) await store.journals.activate(account)
  let stored = 0
  let sequence = 0
  const append = async (count: number) => {
    const all = messages(stored, count)
    const { cpu, ms } = await spent(() => appendAll(store, all))
    stored += count
    return { perSecond: (count / ms) * 1000, cpu: cpu / count }
  }
  const insert = async (count: number) => {
    const all = messages(sequence, count)
    const { ms } = await spent(async () => {
      for (let first = 0; first < count; first += AT_ONCE) {
        const some = all.slice(first, first + AT_ONCE)
        await bare.insert(
          some.flatMap(({ partner, sent, received }) => {
            sequence++
            return [
              { account: 1 + ACCOUNTS.indexOf(partner), sequence, entry: sent },
              { account: 1, sequence, entry: received },
            ]
          }),
        )
      }
    })
    return (count / ms) * 1000
  }

  for (const history of HISTORIES) {
    while (stored < history) {
      const missing = Math.min(MESSAGES, history - stored)
      await append(missing)
      await insert(missing)
    }
    const samples: { perSecond: number; cpu: number; bare: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      // What the rounds add themselves must not make much of a history of nothing.
      const count = history === 0 ? MESSAGES / 8 : MESSAGES
      const { perSecond, cpu } = await append(count)
      samples.push({ perSecond, cpu, bare: await insert(count) })
    }
    const middle = (of: 'perSecond' | 'cpu' | 'bare') => median(samples.map((sample) => sample[of]))
    report({ variant, metric: `appended_per_s_history_${history}`, value: middle('perSecond'), unit: '1/s' })
    report({ variant, metric: `bare_insert_per_s_history_${history}`, value: middle('bare'), unit: '1/s' })
    const ratios = samples.map((sample) => sample.perSecond / sample.bare)
    report({ variant, metric: `ratio_to_bare_insert_history_${history}`, value: median(ratios), unit: '1' })
    report({ variant, metric: `append_cpu_us_history_${history}`, value: middle('cpu'), unit: 'us' })
    if (history === PAGE) await measurePage(variant, store, bare, report)
  }
}

/** A page of the journal as a client is sent it, beside plain rows. */
async function measurePage(
  variant: string,
  store: Store,
  bare: BareInsert,
  report: (measurement: Measurement) => void,
): Promise<void> {
  const samples: { ms: number; bare: number }[] = []
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const page = await spent(async () => {
      const { entries } = await store.journals.page(BUSY, { after: null, since: null, limit: PAGE })
      if (JSON.stringify(entries).length < PAGE * CONTENT.length) throw new Error('the page has not all of it')
    })
    const plain = await spent(async () => {
      const rows = await bare.read(1, PAGE)
      if (JSON.stringify(rows).length < PAGE * CONTENT.length) throw new Error('the rows are not all there')
    })
    samples.push({ ms: page.ms, bare: plain.ms })
  }
  report({ variant, metric: 'journal_5000_ms', value: median(samples.map(({ ms }) => ms)), unit: 'ms' })
  report({ variant, metric: 'bare_journal_5000_ms', value: median(samples.map((sample) => sample.bare)), unit: 'ms' })
  const ratios = samples.map((sample) => sample.ms / sample.bare)
  report({ variant, metric: 'journal_5000_ratio_to_bare', value: median(ratios), unit: '1' })
}

async function appendAll(store: Store, all: readonly Message[]): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let message = all[next++]; message !== undefined; message = all[next++]) {
      const { partner, sent, received } = message
      const outcomes = await store.journals.apply([
        { operation: 'append', account: partner, entry: sent },
        { operation: 'append', account: BUSY, entry: received },
      ])
      if (outcomes.some(({ outcome }) => outcome !== 'appended')) throw new Error('a message was not appended')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

function messages(first: number, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => {
    const partner = PARTNERS[(first + index) % PARTNERS.length] ?? BUSY
    const common = {
      ...{ contentType: 'text/plain', content: CONTENT, arrivedAt: 1_700_000_000_000 + first + index, messageId: randomUUID() },
      ...{ disposition: ['positive-delivery', 'display'], timestamp: '2026-07-17T08:41:52.123000+00:00' },
    }
    const sent = { ...common, contact: BUSY, direction: 'outgoing', state: 'pending' } as const
    const received = { ...common, contact: partner, direction: 'incoming', state: 'received' } as const
    return { partner, sent, received }
  })
}

/** ms that it took, and µs of this process' time. */
async function spent(work: () => Promise<void>): Promise<{ readonly ms: number; readonly cpu: number }> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  await work()
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpu: user + system }
}
