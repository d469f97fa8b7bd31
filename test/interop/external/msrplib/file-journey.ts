import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { fileHash } from '../../../scenarios/support/file-phone.ts'
import type { Journey } from './chat-journey.ts'
import type { Visitor } from './visitor.ts'

const TYPE = 'application/octet-stream'
/** Bytes of a chunk, as AG Projects' clients have it. */
const CHUNK = 65_536
const SIZE = 5_000_000

/** Somebody is in the room; others bring files and fetch them, and some do not get through. */
export async function exchangeFiles({ room, make, passed }: Journey): Promise<void> {
  const alice = await make('Alice')
  await alice.join(room)
  const bytes = randomBytes(SIZE)

  const bob = await make('Bob')
  await bob.bring(room, selector('photo.raw', bytes))
  const sent = await bob.end.send(bytes, { type: TYPE, size: CHUNK })
  assert.deepEqual(new Set(sent.codes), new Set([200]))
  const reports = await reportsOn(bob, sent.codes.length)
  assert.deepEqual(new Set(reports), new Set(['200 OK']))
  await alice.until(`Bob <${bob.address}> has uploaded file photo.raw (4.77 MB)`)
  await bob.hungUp()
  passed(`a file of 5 MB is brought in ${sent.codes.length} chunks, and the room hangs up`)

  for (const algorithm of ['sha-1', 'sha-256'] as const) {
    const chunks = await fetch(await make('Carol'), room, bytes, algorithm)
    passed(`it is fetched by its ${algorithm}, in ${chunks} chunks`)
  }

  const dave = await make('Dave')
  await dave.request(room, `hash:${fileHash(bytes)}`)
  await dave.end.begun.next()
  await dave.leave()
  const { body } = await dave.end.aborted.next()
  assert.ok(body.length < SIZE)
  passed('to who hangs up while a file comes it is given up with #')

  const other = randomBytes(SIZE)
  const liar = await make('Bob')
  await liar.bring(room, selector('other.raw', other))
  const lie = await liar.end.send(bytes, { type: TYPE, size: CHUNK })
  assert.equal((await reportsOn(liar, lie.codes.length)).at(-1), '400 File hash mismatch')
  await alice.until('File transfer for other.raw failed: File hash mismatch')
  await liar.hungUp()
  passed('a file with another hash is reported as 400, and is none')

  await resume(alice, room, make, passed)
  await alice.leave()
}

/** What was given up in the middle goes on where it was, in another call. */
async function resume(alice: Visitor, room: string, make: Journey['make'], passed: Journey['passed']): Promise<void> {
  const bytes = randomBytes(SIZE)
  const bob = await make('Bob')
  await bob.bring(room, selector('long.raw', bytes))
  await bob.end.send(bytes, { type: TYPE, size: CHUNK, most: 5 })
  await alice.until('File transfer for long.raw failed: Incomplete file')
  await bob.hungUp()
  passed('a file that is given up with # is incomplete')

  const again = await make('Bob')
  await again.bring(room, selector('long.raw', bytes))
  const offset = await again.end.fileOffset()
  assert.ok(offset !== null && offset >= 4 * CHUNK && offset <= 5 * CHUNK, `FILE_OFFSET: ${offset}`)
  const { codes } = await again.end.send(bytes, { type: TYPE, size: CHUNK, offset })
  assert.equal((await reportsOn(again, codes.length)).at(-1), '200 OK')
  await alice.until(/has uploaded file long\.raw/)
  await again.hungUp()
  await fetch(await make('Carol'), room, bytes, 'sha-1')
  passed(`it goes on after ${offset} bytes, and is whole`)
}

/** Resolves with the number of chunks it came in. */
async function fetch(visitor: Visitor, room: string, bytes: Buffer, algorithm: 'sha-1' | 'sha-256'): Promise<number> {
  await visitor.request(room, `hash:${fileHash(bytes, algorithm)}`)
  const file = await visitor.end.messages.next(30_000)
  assert.ok(file.body.equals(bytes))
  await visitor.leave()
  return file.chunks
}

async function reportsOn({ end }: Visitor, chunks: number): Promise<readonly string[]> {
  const reports: string[] = []
  while (reports.length < chunks) {
    const { code, comment } = await end.reports.next()
    reports.push(`${code} ${comment}`)
  }
  return reports
}

function selector(name: string, bytes: Buffer): string {
  return `name:"${name}" type:${TYPE} size:${bytes.length} hash:${fileHash(bytes)}`
}
