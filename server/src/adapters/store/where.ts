import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { RemoveOperation } from '../../ports/journal-operation.ts'

/** True where the entry is as the operation says it must be. */
export function isAsAsked(entry: JournalEntry, { contact, direction }: RemoveOperation['where']): boolean {
  return (contact === undefined || contact === entry.contact) && (direction === undefined || direction === entry.direction)
}
