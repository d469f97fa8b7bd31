import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts what whole processes take in these (USER_HZ). */
const TICK_US = 10_000

interface Row {
  readonly pid: number
  readonly parent: number
  /** µs */
  readonly cpu: number
}

/** µs of processor time that all processes below `root` have had so far, but for `except` and those below them. Those that have ended do not count. */
export function cpuTimeBelow(root: number, except: readonly number[]): number {
  const rows = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readRow(Number(name)) : []))
  const below = (parent: number): number =>
    rows
      .filter((row) => row.parent === parent && !except.includes(row.pid))
      .reduce((sum, { pid, cpu }) => sum + cpu + below(pid), 0)
  return below(root)
}

/** Nothing of a process that has just ended. */
function readRow(pid: number): Row[] {
  try {
    // What precedes the last ")" is the name, which may contain anything (proc_pid_stat(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/.*\) /s)[1]?.split(' ') ?? []
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
    return [{ pid, parent: parent ?? 0, cpu: ((user ?? 0) + (system ?? 0)) * TICK_US }]
  } catch {
    return []
  }
}
