import { existsSync, readFileSync } from 'node:fs'

/** How many tests ended how. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Counts a run's tests out of vitest's JSON report. A run that left no report, found no tests, or ended with an error although no test failed
 * (`ok` false: a file that does not load, an unhandled rejection) counts as one failure.
 */
export function readTally(report: string, ok: boolean): Tally {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const counts: Record<string, unknown> = JSON.parse(readFileSync(report, 'utf8'))
  const count = (key: string) => {
    const value = counts[key]
    if (typeof value !== 'number') throw new TypeError(`${report} has no ${key}`)
    return value
  }
  const passed = count('numPassedTests')
  const skipped = count('numPendingTests') + count('numTodoTests')
  const failed = count('numFailedTests')
  const nothing = passed + skipped + failed === 0
  return { passed, failed: failed === 0 && (nothing || !ok) ? 1 : failed, skipped }
}
