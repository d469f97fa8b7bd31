// The load generator of chat rooms, a process of its own. Does the jobs that come over its IPC channel, one after the other; ends with it.
import { setTimeout as pause } from 'node:timers/promises'
import type { JobResult } from '../generator.ts'
import { gatherBare } from './bare-room.ts'
import { gather, type LeanRoom } from './lean-room.ts'
import { SpokenMessages } from './spoken-messages.ts'

/** Where rooms are: by SIP over UDP those of Weft, by TCP those of the bare server. */
export type RoomServer = { readonly kind: 'weft'; readonly sip: number } | { readonly kind: 'bare'; readonly port: number }

/** Durations in ms. */
export type MsrpJob =
  /** Comes into so many rooms with so many members each, which are known by `name` from then on. */
  | {
      readonly kind: 'gather'
      readonly server: RoomServer
      readonly name: string
      readonly rooms: number
      readonly members: number
    }
  /** In each of the rooms `window` messages are under way at a time; an operation is a delivery. */
  | { readonly kind: 'flood'; readonly name: string; readonly window: number; readonly duration: number }
  /** So many messages a second, whatever becomes of them. */
  | { readonly kind: 'pace'; readonly name: string; readonly rate: number; readonly duration: number }

export interface MsrpJobResult extends JobResult {
  /** ms until the last member had a message, by message. */
  readonly latencies: readonly number[]
}

/** ms for what is under way to come, once nothing more is said. */
const PATIENCE = 10_000

const gathered = new Map<string, readonly LeanRoom[]>()
const messages = new SpokenMessages()
let fail: (error: Error) => void = () => {}

process.on('message', async (job: MsrpJob) => {
  const failed = Promise.withResolvers<never>()
  fail = failed.reject
  try {
    process.send?.({ result: await Promise.race([run(job), failed.promise]) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

async function run(job: MsrpJob): Promise<MsrpJobResult> {
  const before = process.cpuUsage()
  const began = performance.now()
  const { operations, latencies } = await carryOut(job)
  const { user, system } = process.cpuUsage(before)
  return { operations, elapsed: performance.now() - began, cpu: user + system, latencies }
}

type Outcome = Pick<MsrpJobResult, 'operations' | 'latencies'>

async function carryOut(job: MsrpJob): Promise<Outcome> {
  if (job.kind === 'gather') return comeIn(job)
  const rooms = gathered.get(job.name)
  if (!rooms) throw new Error(`nobody has gathered as ${job.name}`)
  if (job.kind === 'flood') return flood(rooms, job.window, job.duration)
  return speak(rooms, job.rate, job.duration)
}

async function comeIn({ server, name, rooms: count, members }: Extract<MsrpJob, { kind: 'gather' }>): Promise<Outcome> {
  const listener = {
    heard: (number: number) => messages.heard(number),
    failed: (why: string) => fail(new Error(why)),
  }
  const rooms: LeanRoom[] = []
  for (let index = 0; index < count; index++) {
    const room = `${name}-${index}`
    rooms.push(
      server.kind === 'weft'
        ? await gather(server.sip, room, members, listener)
        : await gatherBare(server.port, room, members, listener),
    )
  }
  gathered.set(name, rooms)
  return { operations: count * members, latencies: [] }
}

async function flood(rooms: readonly LeanRoom[], window: number, duration: number): Promise<Outcome> {
  const until = performance.now() + duration
  const latencies: number[] = []
  let operations = 0
  const keepSpeaking = async (room: LeanRoom) => {
    while (performance.now() < until) {
      latencies.push(await say(room))
      operations += room.hearers
    }
  }
  await Promise.all(rooms.flatMap((room) => Array.from({ length: window }, () => keepSpeaking(room))))
  return { operations, latencies }
}

/** The rooms take turns. */
async function speak(rooms: readonly LeanRoom[], rate: number, duration: number): Promise<Outcome> {
  const began = performance.now()
  const all = (rate * duration) / 1000
  const said: Promise<number>[] = []
  let operations = 0
  while (said.length < all) {
    const room = rooms[said.length % rooms.length]
    if (!room) break
    said.push(say(room))
    operations += room.hearers
    const next = began + (said.length * 1000) / rate
    if (next > performance.now()) await pause(next - performance.now())
  }
  const tooLong = new AbortController()
  const late = pause(PATIENCE, null, { signal: tooLong.signal }).then(
    () => Promise.reject(new Error('messages did not come')),
    () => [],
  )
  const latencies = await Promise.race([Promise.all(said), late])
  tooLong.abort()
  return { operations, latencies }
}

/** Resolves with the ms until the last one had it. */
function say(room: LeanRoom): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  room.speak(messages.begin(room.hearers, resolve))
  return promise
}
