// When something was said that is only told now (XEP-0203).
import { printDateTime } from '../im/date-time.ts'
import { type Jid, parseJid, printJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { attributeOf, childOf, type XmlElement, xml } from './xml.ts'

/** XEP-0082 §3.2: a date-time whose time zone is UTC. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
/** What can be printed again: the first and the last millisecond of the years 0 to 9999. */
const [FIRST, LAST] = [-62_167_219_200_000, 253_402_300_799_999]

export interface Delay {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Who kept it so long; null where nobody says so. */
  readonly by: Jid | null
}

/** Null where a stanza is told at once, or does not say when it was, or says that it was in no year of four digits (which a time zone can do). */
export function delayOf(stanza: XmlElement): Delay | null {
  const delay = childOf(stanza, 'delay', NS.delay)
  const stamp = delay && attributeOf(delay, 'stamp')
  if (!delay || !stamp || !STAMP.test(stamp)) return null
  const at = Date.parse(stamp)
  return Number.isNaN(at) || at < FIRST || at > LAST ? null : { at, by: parseJid(attributeOf(delay, 'from') ?? '') }
}

/** `at` is in milliseconds since the epoch. Throws RangeError outside the years 0 to 9999. */
export function delayElement({ at, by }: Delay): XmlElement {
  // In words of RFC 3339 the zone is +00:00, which XEP-0082 writes as Z.
  return xml('delay', NS.delay, { stamp: printDateTime(at).replace('+00:00', 'Z'), from: by && printJid(by) })
}
