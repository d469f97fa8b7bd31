import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, isBoundUdp, isListening } from '../port.ts'
import { startProcess, temporaryDirectory } from './process.ts'

export interface SippPlan {
  /** The XML scenario. One whose first step is a `recv` waits for calls, any other makes them. */
  readonly scenario: URL
  /** Where requests go; needed by a scenario that makes calls. */
  readonly remote?: { readonly host: string; readonly port: number }
  readonly transport?: 'udp' | 'tcp'
  /** `[service]` in the scenario: the user part that is called. */
  readonly service?: string
  /** What `[authentication]` in the scenario answers with. */
  readonly credentials?: { readonly user: string; readonly password: string }
  /** `[NAME]` in the scenario. */
  readonly keys?: Readonly<Record<string, string>>
  /** Whether what comes while the scenario pauses is lost to it; without it, that ends the scenario. */
  readonly losesInPauses?: boolean
  /** How many times the scenario runs; once when left out. */
  readonly calls?: number
  /** Seconds for all of it; 20 when left out. */
  readonly timeout?: number
}

export interface SippResult {
  readonly successful: number
  readonly failed: number
  /** Every SIP message sent and received, with its time, as SIPp traces them. */
  readonly messages: string
  /** What SIPp found wrong, "" when nothing. */
  readonly errors: string
}

export interface Sipp {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Resolves when the scenario has run as often as it was to, or its time is up. Rejects when SIPp makes nothing of it. */
  readonly result: Promise<SippResult>
  /** Ends it early; `result` tells what had come of it. */
  stop(): Promise<void>
}

/** Starts a SIPp scenario; one that waits for calls is ready for them then. */
export async function startSipp(plan: SippPlan): Promise<Sipp> {
  const { transport = 'udp', timeout = 20 } = plan
  const port = await freePort()
  const media = await freePort(4)
  const directory = await temporaryDirectory('sipp')
  const trace = (name: string) => join(directory.path, name)
  const sipp = await startProcess({
    name: 'sipp',
    command: 'sipp',
    args: [
      ...(plan.remote ? [`${plan.remote.host}:${plan.remote.port}`] : []),
      ...['-sf', fileURLToPath(plan.scenario), '-i', '127.0.0.1', '-p', String(port)],
      ...['-t', transport === 'tcp' ? 't1' : 'u1', '-mp', String(media), '-m', String(plan.calls ?? 1)],
      ...(plan.service ? ['-s', plan.service] : []),
      ...(plan.credentials ? ['-au', plan.credentials.user, '-ap', plan.credentials.password] : []),
      ...(plan.losesInPauses ? ['-pause_msg_ign'] : []),
      ...Object.entries(plan.keys ?? {}).flatMap(([key, value]) => ['-key', key, value]),
      ...['-trace_msg', '-message_file', trace('messages'), '-trace_err', '-error_file', trace('errors')],
      // -timeout_error: what is not through by then counts as failed.
      ...['-timeout', `${timeout}s`, '-timeout_error', '-nostdin'],
    ],
    ready: () => plan.remote !== undefined || (transport === 'tcp' ? isListening(port) : isBoundUdp(port)),
  })
  const result = sipp.ended.then(async ({ code }) => {
    const read = (name: string) => readFile(trace(name), 'utf8').catch(() => '')
    const [messages, errors] = [await read('messages'), await read('errors')]
    await directory.remove()
    const screen = sipp.output()
    const successful = total(screen, 'Successful call')
    const failed = total(screen, 'Failed call')
    // No statistics: it could not run the scenario at all.
    if (successful === null || failed === null) throw new Error(`sipp: ${errors || screen}`)
    // A run whose time was up fails, without any call of it being counted.
    return { successful, failed: code === 0 ? failed : Math.max(failed, 1), messages, errors }
  })
  // Whoever asks for it hears of it; nobody else has to.
  result.catch(() => {})
  return {
    host: '127.0.0.1',
    port,
    result,
    async stop() {
      await sipp.stop()
      await Promise.allSettled([result])
    },
  }
}

/** A total of the last statistics screen, whose lines are like "  Successful call        |        0                  |        1"; null when there is none. */
function total(screen: string, label: string): number | null {
  const line = screen.split('\n').findLast((candidate) => candidate.trimStart().startsWith(label))
  return line === undefined ? null : Number(line.split('|').at(-1))
}
