import type { Message } from '@weft/client/message'

/** What the place of a message among others is decided by. */
export interface TimelineEntry extends Pick<Message, 'direction'> {
  readonly key: string
  /** ms since the epoch */
  readonly at: number
}

/** A message and how it is set between those around it. */
export interface TimelineRow<Entry extends TimelineEntry> {
  readonly message: Entry
  /** The first of its day, whose date is written above it. */
  readonly beginsDay: boolean
  /** The first that was new when the conversation was opened. */
  readonly beginsNew: boolean
  /** The first, and the last, of those that one side said within a minute. */
  readonly begins: boolean
  readonly ends: boolean
}

const TOGETHER_MS = 60_000

/**
 * How the messages of a conversation are set: by days, and what one side says within a minute as one.
 * @param messages oldest first
 * @param firstNew key of the first that nobody had seen; null where there was none
 */
export function timeline<Entry extends TimelineEntry>(
  messages: readonly Entry[],
  firstNew: string | null,
): readonly TimelineRow<Entry>[] {
  let day = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  const begun = messages.map((message, index) => {
    const before = messages[index - 1]
    const beginsDay = message.at < day.from || message.at >= day.to
    if (beginsDay) day = dayOf(message.at)
    const beginsNew = message.key === firstNew
    const begins =
      before === undefined ||
      beginsDay ||
      beginsNew ||
      message.direction !== before.direction ||
      message.at - before.at >= TOGETHER_MS
    return { message, beginsDay, beginsNew, begins }
  })
  return begun.map((row, index) => ({ ...row, ends: begun[index + 1]?.begins ?? true }))
}

/** The day of a time where the device is: days last 23 or 25 hours where clocks are changed. */
function dayOf(at: number): { readonly from: number; readonly to: number } {
  const date = new Date(at)
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return { from: new Date(year, month, day).getTime(), to: new Date(year, month, day + 1).getTime() }
}
