// Whether somebody is there, and how (RFC 6121 §4.7.2).
import { cleanText, textIn } from './message-text.ts'
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
/** Statuses of a presence; more is nobody's status in so many languages. */
const MOST_STATUSES = 16

export function availabilityOf(presence: XmlElement): Availability {
  const show = childText(presence, 'show', presence.namespace)?.trim() ?? ''
  const priority = childText(presence, 'priority', presence.namespace)?.trim() ?? ''
  const statuses = childrenOf(presence, 'status', presence.namespace).slice(0, MOST_STATUSES)
  return {
    show: isShow(show) ? show : null,
    statuses: statuses.map((status) => ({ text: cleanText(textOf(status)), lang: attributeOf(status, 'xml:lang') })),
    priority: /^[+-]?\d{1,3}$/.test(priority) ? Math.max(-128, Math.min(127, Number(priority))) : 0,
  }
}

/** The status in the language asked for, else in the presence's own, else the first; null where there is none. */
export function statusOf(presence: XmlElement, lang: string | null = null): string | null {
  return textIn(presence, 'status', lang)
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
