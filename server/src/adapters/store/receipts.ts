import type { JournalEntry } from '../../ports/journal-entry.ts'

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

/** What is left of a disposition, as the operation `advance` says. */
export function dispositionAfter(
  before: readonly string[] | null,
  change: 'keep' | 'clear' | 'delivered',
): readonly string[] | null {
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
