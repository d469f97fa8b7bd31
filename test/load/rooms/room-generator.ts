// The load generator of rooms, a process of its own. Does the jobs that come over its IPC channel, one after the other; ends with it.
import type { JobResult } from '../generator.ts'
import { LeanAttendee } from './lean-attendee.ts'

export type RoomJob =
  /** So many take part from then on; one more stays outside. */
  | { readonly kind: 'gather'; readonly port: number; readonly room: string; readonly members: number }
  /** Who is outside comes in; it is over once everybody has been told everything. */
  | { readonly kind: 'join'; readonly room: string }
  /** … and goes. */
  | { readonly kind: 'leave'; readonly room: string }

export interface RoomJobResult extends JobResult {
  /** Of the server, to everybody. */
  readonly messages: number
  readonly bytes: number
}

/** Who come in at the same time. */
const BATCH = 10
/** ms without a word of the server's, after which nothing more is expected of it. */
const QUIET = 60
/** Source addresses take turns. */
const SOURCES = 20

interface Gathering {
  readonly members: readonly LeanAttendee[]
  readonly newcomer: LeanAttendee
}

const gatherings = new Map<string, Gathering>()
let said = { messages: 0, bytes: 0, last: 0 }

process.on('message', async (job: RoomJob) => {
  try {
    process.send?.({ result: await run(job) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

async function run(job: RoomJob): Promise<RoomJobResult> {
  said = { messages: 0, bytes: 0, last: 0 }
  const before = process.cpuUsage()
  const elapsed = await carryOut(job)
  const { user, system } = process.cpuUsage(before)
  const { messages, bytes } = said
  return { operations: 1, elapsed, cpu: user + system, messages, bytes }
}

/** The ms that count. */
async function carryOut(job: RoomJob): Promise<number> {
  if (job.kind === 'gather') return gather(job)
  const gathering = gatherings.get(job.room)
  if (!gathering) throw new Error(`nobody has gathered in ${job.room}`)
  return job.kind === 'join' ? join(gathering) : leave(gathering)
}

async function gather({ port, room, members: wanted }: Extract<RoomJob, { kind: 'gather' }>): Promise<number> {
  const began = performance.now()
  const heard = ({ length }: Buffer) => {
    said = { messages: said.messages + 1, bytes: said.bytes + length, last: performance.now() }
  }
  const connect = (from: number) => LeanAttendee.connect({ port, room, from: `127.0.0.${2 + (from % SOURCES)}`, heard })
  const members: LeanAttendee[] = []
  while (members.length < wanted) {
    const missing = Math.min(BATCH, wanted - members.length)
    const some = await Promise.all(Array.from({ length: missing }, (_, index) => connect(members.length + index)))
    await Promise.all(some.map((one) => one.join()))
    members.push(...some)
  }
  gatherings.set(room, { members, newcomer: await connect(wanted) })
  await quiet()
  return performance.now() - began
}

/** ms until the newcomer knew who is there. */
async function join({ members, newcomer }: Gathering): Promise<number> {
  const known = members.map((member) => member.hears(`"${newcomer.session}"`))
  const up = newcomer.hears('"state":"established"')
  const elapsed = await newcomer.join()
  await Promise.all([...known, up])
  await quiet()
  return elapsed
}

/** ms until everybody knew. */
async function leave({ members, newcomer }: Gathering): Promise<number> {
  const known = members.map((member) => member.hears(`"${newcomer.session}"`))
  const began = performance.now()
  await newcomer.leave()
  const told = Math.max(...(await Promise.all(known)))
  await quiet()
  return told - began
}

/** Resolves when the server has said nothing for a while. */
async function quiet(): Promise<void> {
  for (;;) {
    const left = said.last + QUIET - performance.now()
    if (left <= 0) return
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
