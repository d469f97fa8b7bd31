// The SIP load generator, a process of its own. Does the jobs that come over its IPC channel, one after the other; ends with it.
import type { JobResult } from '../generator.ts'
import { answerEverything } from './answering-phone.ts'
import { RegisterSource } from './register-source.ts'
import { MessageSource, type RequestSource } from './request-source.ts'
import { UdpClients } from './udp-clients.ts'

/** Durations in ms. `window` requests are under way at a time on each of `sockets`. */
interface Load {
  readonly port: number
  readonly sockets: number
  readonly window: number
  readonly duration: number
}

export type SipJob =
  /** MESSAGEs of 0.8 KB from strangers, to these URIs in turn; an operation is a 2xx. */
  | ({ readonly kind: 'message'; readonly uris: readonly string[]; readonly contentType: string } & Load)
  /** `users` accounts `u1` … with passwords `pw-u1` … register again and again, with digest; an operation is a 200. */
  | ({ readonly kind: 'register'; readonly domain: string; readonly users: number } & Load)
  /** One REGISTER for a phone on that port of loopback, which then answers everything with 200 until the end. */
  | { readonly kind: 'phone'; readonly port: number; readonly domain: string; readonly user: string; readonly own: number }

process.on('message', async (job: SipJob) => {
  try {
    process.send?.({ result: await run(job) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

async function run(job: SipJob): Promise<JobResult> {
  if (job.kind === 'message') return load(job, new MessageSource(job.uris, job.contentType))
  if (job.kind === 'register') return load(job, new RegisterSource(job.domain, job.users))
  const { port, domain, user, own } = job
  await answerEverything(own)
  const once = new RegisterSource(domain, 1, { user, contactPort: own })
  return load({ port, sockets: 1, window: 1, duration: 0 }, once)
}

async function load({ port, sockets, window, duration }: Load, source: RequestSource): Promise<JobResult> {
  const clients = await UdpClients.open(port, sockets)
  const before = process.cpuUsage()
  const begin = performance.now()
  const operations = await clients.keepBusy(source, window, duration)
  const { user, system } = process.cpuUsage(before)
  const elapsed = performance.now() - begin
  clients.close()
  return { operations, elapsed, cpu: user + system }
}
