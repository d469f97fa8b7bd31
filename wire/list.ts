import * as z from 'zod/mini'
import { lengthText } from './text.ts'

/** An array of at most `max` items. The length is looked at before any item is, so that a hostile frame is refused in no time. */
export function list<Item extends z.core.$ZodType>(item: Item, max: number) {
  const error = lengthText(0, max)
  return z.pipe(z.array(z.unknown()).check(z.maxLength(max, { error, abort: true })), z.array(item))
}

/** As `list`, for strings; duplicates are removed and the order is kept. `max` counts what is left, `raw` what was sent. */
export function distinct<Item extends z.core.$ZodType<string, string>>(item: Item, max: number, raw: number) {
  return z.pipe(
    z.array(z.unknown()).check(z.maxLength(raw, { error: lengthText(0, raw), abort: true })),
    z.array(item).check(
      z.overwrite((items) => [...new Set(items)]),
      z.maxLength(max, { error: lengthText(0, max) }),
    ),
  )
}
