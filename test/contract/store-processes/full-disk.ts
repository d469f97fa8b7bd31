// `full-disk.ts DIRECTORY`: writes into a SQLite store in a small file system until it is full, makes room, and says as JSON what came of it.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { Refusal } from '../../../server/src/ports/refusal.ts'
import { ALICE, append, idsOf } from '../journal-entries.ts'

const [directory = ''] = process.argv.slice(2)
const ballast = join(directory, 'ballast')
writeFileSync(ballast, Buffer.alloc(1024 * 1024))
const path = join(directory, 'weft.db')
const store = new SqliteStore(path)
await store.journals.activate(ALICE)
const content = 'x'.repeat(50_000)
const acknowledged: string[] = []
const refusals: string[] = []
async function write(id: string): Promise<void> {
  try {
    await store.journals.apply([append(ALICE, id, { content })])
    acknowledged.push(id)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refusals.push(error.message)
  }
}
for (let index = 0; refusals.length < 3 && index < 1000; index++) await write(`before-${index}`)
const acknowledgedBefore = acknowledged.length
const readable = await idsOf(store.journals, ALICE)
rmSync(ballast)
await write('after')
await store.close()
const again = new SqliteStore(path)
const kept = await idsOf(again.journals, ALICE)
await again.close()
console.log(JSON.stringify({ refusals, acknowledged, acknowledgedBefore, readable, kept }))
