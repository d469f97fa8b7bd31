import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, JobResult } from './generator.ts'
import type { MsrpJob, MsrpJobResult } from './msrp/msrp-generator.ts'
import type { RoomJob, RoomJobResult } from './rooms/room-generator.ts'
import type { SipJob } from './sip/sip-generator.ts'
import type { XmppJob, XmppJobResult } from './xmpp/xmpp-generator.ts'

/** A load generator as the benchmarks see it: a process of its own that does jobs. */
export class LoadGenerator<AnyJob extends object = Job, Result extends JobResult = JobResult> {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Of WebSocket clients. */
  static async start(): Promise<LoadGenerator> {
    return new LoadGenerator(await start('generator.ts'))
  }

  /** Of SIP user agents. */
  static async startSip(): Promise<LoadGenerator<SipJob>> {
    return new LoadGenerator(await start('sip/sip-generator.ts'))
  }

  /** Of participants of a video room. */
  static async startRooms(): Promise<LoadGenerator<RoomJob, RoomJobResult>> {
    return new LoadGenerator(await start('rooms/room-generator.ts'))
  }

  /** Of members of chat rooms. */
  static async startMsrp(): Promise<LoadGenerator<MsrpJob, MsrpJobResult>> {
    return new LoadGenerator(await start('msrp/msrp-generator.ts'))
  }

  /** Of an XMPP server. */
  static async startXmpp(): Promise<LoadGenerator<XmppJob, XmppJobResult>> {
    return new LoadGenerator(await start('xmpp/xmpp-generator.ts'))
  }

  /** One at a time. Rejects with what went wrong, or when the generator has died. */
  async run(job: AnyJob): Promise<Result> {
    const over = new AbortController()
    const { signal } = over
    const died = once(this.#child, 'exit', { signal }).then(
      ([code]): Answer<Result> => ({ error: `the load generator ended with ${code}` }),
    )
    const answered = once(this.#child, 'message', { signal }).then(([answer]): Answer<Result> => answer)
    this.#child.send(job)
    try {
      const { result, error } = await Promise.race([answered, died])
      if (!result) throw new Error(error ?? 'the load generator gave no answer')
      return result
    } finally {
      // The loser of the race is let go, and what it then says is of no interest.
      for (const one of [answered, died]) one.catch(() => {})
      over.abort()
    }
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect()
  }
}

async function start(file: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)))
  await once(child, 'spawn')
  return child
}

interface Answer<Result> {
  readonly result?: Result
  readonly error?: string
}
