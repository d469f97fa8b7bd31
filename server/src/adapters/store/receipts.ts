import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { AdvanceOperation } from '../../ports/journal-operation.ts'

/** Content type of an entry that announces a file (sylkrtc-protocol §7.3). */
export const TRANSFER = 'application/sylk-file-transfer'
/** What is counted on the icon of an app (sylkrtc-protocol §5.1). */
const COUNTED = new Set(['text/plain', 'text/html', TRANSFER])

/** What an entry waits for, as the number that indexes lead with: so those few are found that wait for something, however long the journal is. */
export const AWAITS = { nothing: 0, receipt: 1, reader: 2 } as const
export type Awaits = (typeof AWAITS)[keyof typeof AWAITS]

/** `reader`: it counts as unread; `receipt`: its disposition is not empty otherwise. */
export function awaits(entry: Pick<JournalEntry, 'direction' | 'contentType' | 'disposition'>): Awaits {
  const { direction, contentType, disposition } = entry
  if (disposition === null || disposition.length === 0) return AWAITS.nothing
  const isUnread = direction === 'incoming' && disposition.includes('display') && COUNTED.has(contentType)
  return isUnread ? AWAITS.reader : AWAITS.receipt
}

/** What `advance` decides on, and changes. */
export type Fate = Pick<JournalEntry, 'state' | 'disposition' | 'direction' | 'contentType'>

/** The fate that the operation leaves to an entry of this one; null where it changes nothing. */
export function fateAfter(before: Fate, { state, from, disposition }: AdvanceOperation): Fate | null {
  if (!from.includes(before.state)) return null
  const left = dispositionAfter(before.disposition, disposition)
  if (state === before.state && left?.length === before.disposition?.length) return null
  return { ...before, state, disposition: left }
}

function dispositionAfter(before: readonly string[] | null, change: AdvanceOperation['disposition']): readonly string[] | null {
  if (before === null || change === 'keep') return before
  return change === 'clear' ? [] : before.filter((one) => one !== 'positive-delivery')
}

/** As a column keeps it: tokens have no comma (RFC 5438 §6.3). */
export function dispositionText(disposition: readonly string[] | null): string | null {
  return disposition === null ? null : disposition.join(',')
}

export function dispositionOf(text: string | null): readonly string[] | null {
  if (text === null) return null
  return text === '' ? [] : text.split(',')
}
