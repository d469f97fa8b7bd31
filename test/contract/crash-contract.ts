import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { JournalEntry } from '../../server/src/ports/journal-entry.ts'
import type { Journals } from '../../server/src/ports/journals.ts'
import { ALICE, BOB } from './journal-entries.ts'
import type { StorePlace } from './store-processes/open-store.ts'
import { openStore } from './store-processes/open-store.ts'

const WRITER = fileURLToPath(new URL('store-processes/acknowledging-writer.ts', import.meta.url))
const ROUNDS = process.env.WEFT_LONG ? 50 : 5
const LANES = 16
/** The process is killed after so many acknowledgements, or fewer. */
const MOST_ACKNOWLEDGED = 400
/** ms that opening it after a crash may take, with all that others make this machine do. */
const AT_ONCE = 3000

/** What every store owes to who is killed while writing. */
export function crashContract(place: () => StorePlace): void {
  test(`a process that is killed ${ROUNDS} times loses nothing that it acknowledged, and doubles nothing`, {
    timeout: ROUNDS * 10_000,
  }, async () => {
    const acknowledged = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      for (const line of await killedWriter(place(), `r${round}-`)) acknowledged.add(line)
      const began = performance.now()
      const store = await openStore(place())
      expect(performance.now() - began).toBeLessThan(AT_ONCE)
      await expectKept(store.journals, acknowledged)
      await store.close()
    }
  })
}

/** What a writer has said until it was killed, at some moment. */
async function killedWriter({ kind, at }: StorePlace, prefix: string): Promise<string[]> {
  const writing = [WRITER, prefix, String(LANES), '100000', kind, at]
  const child = spawn(process.execPath, ['--conditions=weft-source', ...writing], { stdio: ['ignore', 'pipe', 'inherit'] })
  const enough = 1 + Math.floor(Math.random() * MOST_ACKNOWLEDGED)
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    said += chunk
    if (said.split('\n').length > enough) child.kill('SIGKILL')
  })
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  // What was being said when it ended does not count.
  return said.split('\n').slice(0, -1)
}

/** Checks that each of these is in both journals, with the state that was acknowledged, that all of a message was written or nothing, and once. */
export async function expectKept(journals: Journals, acknowledged: ReadonlySet<string>): Promise<void> {
  const all = async (account: string): Promise<readonly JournalEntry[]> => {
    return (await journals.page(account, { after: null, since: null, limit: 1_000_000 })).entries
  }
  const [sent, received] = [await all(ALICE), await all(BOB)]
  const ids = sent.map(({ messageId }) => messageId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(received.map(({ messageId }) => messageId)).toEqual(ids)
  const states = new Map(sent.map(({ messageId, state }) => [messageId, state]))
  const lost = [...acknowledged].filter((line) => {
    const state = states.get(line.slice(1))
    return line.startsWith('*') ? state !== 'accepted' : state === undefined
  })
  expect(lost).toEqual([])
}
