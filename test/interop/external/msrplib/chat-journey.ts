import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Visitor } from './visitor.ts'

export interface Journey {
  /** Its name in weft.test. */
  readonly room: string
  /** Makes somebody who has not called yet. */
  readonly make: (name: string) => Promise<Visitor>
  /** Told what goes well. */
  readonly passed: (what: string) => void
}

/** Bytes of a chunk, as AG Projects' clients have it. */
const CHUNK = 65_536
/** 5 MB that are not the same anywhere. */
const LONG_TEXT = Array.from({ length: 100_000 }, (_, at) => `${String(at).padStart(49, '.')}\n`).join('')
/** 11 MiB: more than a room takes. */
const TOO_MUCH = 'x'.repeat(11 * 1_048_576)

/** Three in one room: they come, talk, whisper, take names, give up, and go. */
export async function chat({ room, make, passed }: Journey): Promise<void> {
  const [alice, bob, carol] = [await make('Alice'), await make('Bob'), await make('Carol')]
  await alice.join(room)
  assert.match((await alice.hear()).content, /You are the first participant/)
  await bob.join(room)
  assert.match((await bob.hear()).content, /There is one more participant/)
  await alice.until(`Bob <${bob.address}> has joined the room with chat`)
  passed('join, and are greeted')

  await write(alice, bob)
  await write(bob, alice)
  passed('write to each other')

  const came = await writeLong(alice, bob)
  passed(`5 MB of text go in chunks of 64 KiB, and come in ${came}`)

  await writeTooMuch(alice, bob)
  passed('11 MiB are refused with 413, and what comes after is not')

  await giveUp(alice, bob)
  passed('a message that is given up in the middle reaches nobody')

  await carol.join(room)
  await whisper(alice, bob, carol)
  passed('a private message comes to one; one for nobody is reported as 404')

  assert.equal(await alice.end.nickname('Wonder'), '200 OK')
  assert.match(await bob.end.nickname('Wonder'), /^425/)
  await alice.say('with a name')
  assert.match((await bob.until('with a name')).headers.get('From') ?? '', /^"?Wonder"? </)
  passed('a nickname, and 425 for who wants the same')

  await carol.leave()
  for (const other of [alice, bob]) await other.until(new RegExp(`^Carol <${carol.address}> has left the room after`))
  await alice.leave()
  await bob.leave()
  passed('leave, which the others are told')
}

async function write(from: Visitor, to: Visitor): Promise<void> {
  assert.equal(await from.say('Grüß Gott'), '200 OK')
  const { headers } = await to.until('Grüß Gott')
  assert.match(headers.get('From') ?? '', new RegExp(`<sip:${from.address}>$`))
  assert.match(headers.get('To') ?? '', new RegExp(`<sip:${from.room}>$`))
}

/** Resolves with the number of chunks that came. */
async function writeLong(from: Visitor, to: Visitor): Promise<number> {
  assert.equal(await from.say(LONG_TEXT, { size: CHUNK }), '200 OK')
  const { content, chunks } = await to.hear()
  assert.equal(digest(content), digest(LONG_TEXT))
  assert.ok(chunks > 1)
  return chunks
}

/** It gives up when it is told to. */
async function writeTooMuch(from: Visitor, to: Visitor): Promise<void> {
  // The library loses responses that come while it is writing, and so do early ones to large chunks.
  const { codes } = await from.end.send(TOO_MUCH, { size: 1024, most: 2 })
  assert.deepEqual(codes, [413, 413])
  assert.equal(await from.say('after too much'), '200 OK')
  assert.equal((await to.hear()).content, 'after too much')
}

async function giveUp(from: Visitor, to: Visitor): Promise<void> {
  const { codes } = await from.end.send(LONG_TEXT, { size: CHUNK, most: 3 })
  assert.deepEqual(codes, [200, 200, 200])
  assert.equal(await from.say('rather this'), '200 OK')
  assert.equal((await to.hear()).content, 'rather this')
}

async function whisper(from: Visitor, to: Visitor, other: Visitor): Promise<void> {
  assert.equal(await from.say('for one', { to: to.address }), '200 OK')
  assert.match((await to.until('for one')).headers.get('To') ?? '', new RegExp(`<sip:${to.address}>$`))
  assert.equal(await from.say('for all'), '200 OK')
  const heard: string[] = []
  while (heard.at(-1) !== 'for all') heard.push((await other.hear()).content)
  assert.ok(!heard.includes('for one'))
  assert.match(await from.say('for nobody', { to: 'nobody@x.test' }), /^404/)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
