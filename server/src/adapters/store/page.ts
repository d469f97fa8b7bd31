import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { JournalPage, PageStart } from '../../ports/journals.ts'

/** ms that `since` is moved back by: clients take it from a message's time, which is earlier or later than its arrival. */
const SLACK = 60_000

/** When the first entry of a page without a known cursor may have come: milliseconds since the epoch, 0 for any time. */
export function sinceWithSlack({ since }: PageStart): number {
  return since === null ? 0 : Math.max(0, Math.ceil(since) - SLACK)
}

/** The page of which one entry too many was read, if there are that many. */
export function pageEnd(entries: readonly JournalEntry[], limit: number): JournalPage {
  return entries.length <= limit ? { entries, more: false } : { entries: entries.slice(0, limit), more: true }
}
