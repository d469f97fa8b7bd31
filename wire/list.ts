import * as z from 'zod/mini'
import { lengthText } from './text.ts'

/** Looked at before any item is, so that a hostile frame is refused in no time and with one issue instead of a million. */
function atMost(max: number) {
  return z.array(z.unknown()).check(z.maxLength(max, { error: lengthText(0, max), abort: true }))
}

/** An array of at most `max` items. */
export function list<Item extends z.core.$ZodType>(item: Item, max: number) {
  const schema = z.pipe(atMost(max), z.array(item))
  z.globalRegistry.add(schema, { maxItems: max })
  return schema
}

/** At most `max` different strings. Duplicates are removed and the order is kept; `sent` bounds what may be sent with duplicates. */
export function distinct<Item extends z.core.$ZodType<string, string>>(item: Item, max: number, sent: number) {
  const different = z.array(item).check(
    z.overwrite((items) => [...new Set(items)]),
    z.maxLength(max, { error: lengthText(0, max) }),
  )
  return z.pipe(atMost(sent), different)
}
