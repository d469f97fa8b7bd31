// Whether somebody is there, and how (RFC 6121 §4.7.2).
import { cleanText } from './message-text.ts'
import { NS } from './namespaces.ts'
import { attributeOf, childrenOf, childText, textOf, type XmlElement, xml } from './xml.ts'

export type Show = 'away' | 'chat' | 'dnd' | 'xa'

export interface Availability {
  /** Null: there, with nothing more to say about that. */
  readonly show: Show | null
  readonly statuses: readonly Status[]
  /** -128 to 127; 0 where none is given. */
  readonly priority: number
}

export interface Status {
  readonly text: string
  /** A language tag; null where none is given. */
  readonly lang: string | null
}

const SHOWS: readonly string[] = ['away', 'chat', 'dnd', 'xa'] satisfies Show[]
/** Statuses of a presence; more is nobody's status in so many languages. Characters of each: everybody who watches is told. */
const MOST_STATUSES = 4
const LONGEST_STATUS = 1024
/** RFC 5646 §2.1, roughly. */
const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}$/

export function availabilityOf(presence: XmlElement): Availability {
  const show = childText(presence, 'show', presence.namespace)?.trim() ?? ''
  const priority = childText(presence, 'priority', presence.namespace)?.trim() ?? ''
  const statuses = childrenOf(presence, 'status', presence.namespace).slice(0, MOST_STATUSES)
  return {
    show: isShow(show) ? show : null,
    statuses: statuses.map((status) => shortStatus(textOf(status), attributeOf(status, 'xml:lang'))),
    priority: /^[+-]?\d{1,3}$/.test(priority) ? Math.max(-128, Math.min(127, Number(priority))) : 0,
  }
}

/** What somebody says of himself, no longer than such things are; a language that can be none is none. */
export function shortStatus(text: string, lang: string | null): Status {
  // Nothing is cut in two.
  const short = text.length > LONGEST_STATUS ? text.slice(0, LONGEST_STATUS).replace(/[\ud800-\udbff]$/, '') : text
  return { text: cleanText(short), lang: lang !== null && LANGUAGE.test(lang) ? lang : null }
}

/** What of it goes into a presence; a priority of 0 goes without saying. */
export function availabilityElements({ show, statuses, priority }: Availability): XmlElement[] {
  return [
    ...(show === null ? [] : [xml('show', NS.server, {}, [show])]),
    ...statuses.map(({ text, lang }) => xml('status', NS.server, { 'xml:lang': lang }, [cleanText(text)])),
    ...(priority === 0 ? [] : [xml('priority', NS.server, {}, [`${priority}`])]),
  ]
}

function isShow(text: string): text is Show {
  return SHOWS.includes(text)
}
