import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { Journals } from '../../ports/journals.ts'
import { accountKey } from '../devices.ts'
import type { VisibleEntry } from '../events.ts'
import { clientState } from './message-state.ts'
import type { JournalWords } from './messaging-needs.ts'

/** What a device asks for. */
export interface PageRequest {
  /** The id that it has last; null where it has none. */
  readonly after: string | null
  /** Where to begin without one, ms since the epoch; null: with the first there is. */
  readonly since: number | null
  /** Most entries it wants; null: as many as there may be. */
  readonly limit: number | null
}

/** Entries of one page (sylkrtc-protocol §6.1): devices ask again until nothing comes. */
const MOST_ENTRIES = 5000
/** UTF-16 units of contents in one frame, unless one entry is longer: what waits for a client that reads slowly is bounded too. */
const MOST_IN_FRAME = 1024 * 1024
/** The same in a document, of which clients read but one every few minutes (§6.3). */
export const MOST_IN_DOCUMENT = 16 * MOST_IN_FRAME
/** Pieces of one text that are kept together: clients put them together from one page (§5.5). */
const MOST_PIECES = 64
/** Ids of the pieces of a text: that of the first, and a number for each further one. */
const PIECE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d{1,4}))?$/i

/** What some store may have kept all the same, and clients choke on (§5.5). */
const HIDDEN: ReadonlySet<string> = new Set(['text/pgp-public-key', 'text/pgp-private-key', 'application/im-iscomposing+xml'])
/** Times as they are kept. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00$/

/** Journals, page by page, as clients may see them. */
export class JournalPages {
  readonly #journals: Journals
  readonly #words: Pick<JournalWords, 'time' | 'utc'>

  constructor(journals: Journals, words: Pick<JournalWords, 'time' | 'utc'>) {
    this.#journals = journals
    this.#words = words
  }

  /**
   * Oldest first; empty where there is nothing more. `mostContent`: UTF-16 units of contents. Rejects with Refusal where the journal cannot be read.
   */
  async page(
    account: string,
    { after, since, limit }: PageRequest,
    mostContent = MOST_IN_FRAME,
  ): Promise<readonly VisibleEntry[]> {
    const most = Math.min(limit ?? MOST_ENTRIES, MOST_ENTRIES)
    let from = { after, since }
    // What clients may not see leaves gaps; an empty page would tell them that they have everything.
    for (;;) {
      const { entries, more } = await this.#journals.page(accountKey(account), { ...from, limit: most + 1 })
      const page = whole(entries, fitting(entries, most, mostContent))
      const visible = page.filter(isVisible).map((entry) => this.#visible(entry))
      const last = page.at(-1)
      if (visible.length > 0 || last === undefined || (!more && page.length === entries.length)) return visible
      from = { after: last.messageId, since: null }
    }
  }

  /** Field by field: a page has thousands of these, and copying what is not named takes ten times as long. */
  #visible(entry: JournalEntry): VisibleEntry {
    const { contact, direction, contentType, content, messageId, disposition, state, timestamp } = entry
    return {
      contact,
      direction,
      contentType,
      content,
      messageId,
      disposition,
      timestamp: UTC.test(timestamp) ? timestamp : (this.#words.utc(timestamp) ?? this.#words.time(entry.arrivedAt)),
      state: clientState(state),
    }
  }
}

/** Types are kept in one form. */
function isVisible({ contentType }: JournalEntry): boolean {
  return !HIDDEN.has(contentType)
}

/** How many of them make a page. */
function fitting(entries: readonly JournalEntry[], most: number, mostContent: number): number {
  let content = 0
  const end = entries.findIndex((entry, index) => {
    content += entry.content.length
    return index === most || (index > 0 && content > mostContent)
  })
  return end < 0 ? entries.length : end
}

/** The first `count` entries without the pieces at their end whose text goes on behind them, as long as something is left. */
function whole(entries: readonly JournalEntry[], count: number): readonly JournalEntry[] {
  let end = count
  while (end > 0 && count - end < MOST_PIECES && goesOn(entries[end - 1], entries[end])) end--
  const isText = end > 0 && count - end < MOST_PIECES
  return entries.slice(0, isText ? end : count)
}

function goesOn(one: JournalEntry | undefined, next: JournalEntry | undefined): boolean {
  if (!one || !next || one.contact !== next.contact || one.direction !== next.direction) return false
  const [, id, number = '0'] = PIECE.exec(one.messageId) ?? []
  const [, nextId, nextNumber = '0'] = PIECE.exec(next.messageId) ?? []
  return id !== undefined && id === nextId && Number(nextNumber) === Number(number) + 1
}
