// The load generator, a process of its own. Does the jobs that come over its IPC channel, one after the other; ends with it.
import { LeanClient, textFrame } from './lean-client.ts'

/** Durations in ms. */
export type Job =
  /** `connections` clients that each keep `depth` pings under way. */
  | {
      readonly kind: 'ping'
      readonly port: number
      readonly connections: number
      readonly depth: number
      readonly duration: number
    }
  /** Clients that connect, wait for `ready-event` and leave, `concurrency` at a time. */
  | { readonly kind: 'connect'; readonly port: number; readonly concurrency: number; readonly duration: number }
  /** Clients that stay until `release`. */
  | { readonly kind: 'hold'; readonly port: number; readonly connections: number }
  | { readonly kind: 'release' }

export interface JobResult {
  /** Pings answered, or clients connected. */
  readonly operations: number
  /** ms that they took. */
  readonly elapsed: number
  /** µs of processor time that generating them took. */
  readonly cpu: number
}

/** Clients that connect at the same time. */
const BATCH = 100
/** Source addresses take turns: one has only 28,000 ports. */
const SOURCES = Array.from({ length: 20 }, (_, index) => `127.0.0.${index + 2}`)
let opened = 0
let held: LeanClient[] = []

process.on('message', async (job: Job) => {
  try {
    process.send?.({ result: await run(job) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

async function run(job: Job): Promise<JobResult> {
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  const done = (operations: number, elapsed = performance.now() - begin): JobResult => {
    const { user, system } = process.cpuUsage(cpuBefore)
    return { operations, elapsed, cpu: user + system }
  }
  switch (job.kind) {
    case 'ping':
      return ping(job)
    case 'connect': {
      const deadline = begin + job.duration
      const counts = await Promise.all(Array.from({ length: job.concurrency }, () => comeAndGo(job.port, deadline)))
      return done(counts.reduce((sum, count) => sum + count, 0))
    }
    case 'hold':
      while (held.length < job.connections) {
        const missing = Math.min(BATCH, job.connections - held.length)
        held.push(...(await Promise.all(Array.from({ length: missing }, () => open(job.port)))))
      }
      return done(held.length)
    case 'release': {
      const count = held.length
      await Promise.all(held.map((client) => client.close()))
      held = []
      return done(count)
    }
  }
}

async function ping({ port, connections, depth, duration }: Extract<Job, { kind: 'ping' }>): Promise<JobResult> {
  const clients = await Promise.all(Array.from({ length: connections }, () => open(port)))
  // All transactions are of one length, so that one comparison of lengths tells an ack from anything else.
  const frames = Array.from({ length: 2 * depth }, (_, n) =>
    textFrame(`{"sylkrtc":"ping","transaction":"transaction-${1000 + n}"}`),
  )
  const ack = Buffer.byteLength('{"sylkrtc":"ack","transaction":"transaction-1000"}')
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  let operations = 0
  let stopped = false
  await new Promise<void>((resolve, reject) => {
    setTimeout(resolve, duration)
    for (const client of clients) {
      let next = depth
      let answered = 0
      client.onGone(() => reject(new Error('the server ended a connection')))
      client.listen((payload) => {
        if (payload.length !== ack) reject(new Error(`not an ack: ${payload}`))
        operations++
        // Answers that came in one piece are followed by pings in one piece.
        if (answered++ > 0) return
        process.nextTick(() => {
          const batch = Array.from({ length: answered }, (_, n) => frames[(next + n) % frames.length] ?? Buffer.alloc(0))
          next += answered
          answered = 0
          if (!stopped) client.send(batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch))
        })
      })
      client.send(Buffer.concat(frames.slice(0, depth)))
    }
  })
  const elapsed = performance.now() - begin
  const { user, system } = process.cpuUsage(cpuBefore)
  const result = { operations, elapsed, cpu: user + system }
  stopped = true
  await Promise.all(clients.map((client) => client.close()))
  return result
}

async function comeAndGo(port: number, deadline: number): Promise<number> {
  let count = 0
  while (performance.now() < deadline) {
    const client = await open(port)
    count++
    await client.close()
  }
  return count
}

function open(port: number): Promise<LeanClient> {
  return LeanClient.open({ port, from: SOURCES[opened++ % SOURCES.length] ?? '127.0.0.1' })
}
