import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const LOGS = fileURLToPath(new URL('../../../.run/logs/', import.meta.url))
/** ms a process gets between SIGTERM and SIGKILL. */
const GRACE = 5000
let count = 0

export const isRoot = process.getuid?.() === 0

export interface ProcessPlan {
  /** Names the log file, and the process in every error. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Where we are root: the user to run it as, for programs that refuse to be root. */
  readonly user?: { readonly name: string; readonly group: string }
  /** On top of our own environment. */
  readonly environment?: NodeJS.ProcessEnv
  /** Asked every 50 ms with what the process has printed so far; it counts as started once it says true. */
  readonly ready: (output: string) => boolean | Promise<boolean>
  /** ms until `ready` must have said true; 15 000 when left out. */
  readonly timeout?: number
}

/** How a process ended: one of the two is null. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningProcess {
  readonly pid: number
  /** Where its output goes; stays after the end. */
  readonly logFile: string
  /** Never rejects. */
  readonly ended: Promise<Ending>
  /** What it has printed so far. */
  output(): string
  /** Types a line into it. */
  type(line: string): void
  /** SIGTERM, and SIGKILL after 5 s. Resolves when it is gone, at once when it was gone before. */
  stop(): Promise<void>
  /** SIGKILL for it and its children. Resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * Starts a process and resolves when it is ready. Rejects with its last lines when it ends before that, or does not get ready in
 * time (it is killed then). It gets a process group of its own, and SIGTERM from the kernel should we die without stopping it.
 */
export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  mkdirSync(LOGS, { recursive: true })
  const logFile = join(LOGS, `${plan.name}-${process.pid}-${++count}.log`)
  const log = openSync(logFile, 'w')
  const change = plan.user && isRoot ? ['--reuid', plan.user.name, '--regid', plan.user.group, '--clear-groups'] : []
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...change, plan.command, ...plan.args], {
    stdio: ['pipe', log, log],
    detached: true,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, ...plan.environment },
  })
  closeSync(log)
  const { pid } = child
  if (pid === undefined) throw new Error(`${plan.name}: setpriv (util-linux) is missing`)

  let ending: Ending | null = null
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      ending = { code, signal }
      resolve(ending)
    })
  })
  const signal = (name: NodeJS.Signals, target: number) => {
    try {
      process.kill(target, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  const kill = async () => {
    signal('SIGKILL', -pid)
    await ended
  }
  const stop = async () => {
    if (ending) return
    signal('SIGTERM', pid)
    const patience = new AbortController()
    const tooLong = pause(GRACE, null, { signal: patience.signal }).then(kill, () => undefined)
    await ended
    patience.abort()
    await tooLong
  }
  // One that has ended reads no more; that it ended is told otherwise.
  child.stdin?.on('error', () => {})
  const type = (line: string) => child.stdin?.write(`${line}\n`)
  const output = () => readFileSync(logFile, 'utf8')
  const complaint = (what: string) => new Error(`${plan.name} ${what}; ${logFile} ends with\n${lastLines(output())}`)

  const deadline = performance.now() + (plan.timeout ?? 15_000)
  while (!(await plan.ready(output()))) {
    if (ending) throw complaint(`ended (${describe(ending)}) before it was ready`)
    if (performance.now() > deadline) {
      await kill()
      throw complaint('was not ready in time')
    }
    await pause(50)
  }
  // Somebody else's process may have said "ready" on the port ours could not get.
  if (ending) throw complaint(`ended (${describe(ending)}) when it should have been ready`)
  return { pid, logFile, ended, output, type, stop, kill }
}

/** "code 1" or "SIGKILL". */
export function describe(ending: Ending): string {
  return ending.signal ?? `code ${ending.code}`
}

/** A temporary folder for what a peer needs on disk; `remove` deletes it with all it holds. */
export async function temporaryDirectory(name: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `weft-${name}-`))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
