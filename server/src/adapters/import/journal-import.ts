import type { JournalOperation } from '../../ports/journal-operation.ts'
import type { Journals } from '../../ports/journals.ts'
import { isName, readRecord } from './journal-record.ts'
import type { LocalTime } from './local-time.ts'
import type { AccountFiles } from './original-files.ts'
import type { ImportReport } from './report.ts'

type Addition = Extract<JournalOperation, { operation: 'append' | 'position' }>

/** Operations, and characters of content, that are written at once. */
const BATCH = 500
const BATCH_CONTENT = 4_000_000

/**
 * What is to be added to the journal of an account, in the order in which it came: its records, and between them the places of messages that were
 * removed. Both values are parsed JSON of its files; what cannot be used goes into the report.
 */
export function journalAdditions(
  { account, messages: messagesFile, ids: idsFile }: AccountFiles,
  content: { readonly messages: unknown; readonly ids: unknown },
  time: LocalTime,
  report: ImportReport,
): Addition[] {
  const records: Addition[] = []
  const listed = new Set<string>()
  if (content.messages !== null && !Array.isArray(content.messages)) report.skipped(messagesFile ?? '', 'no list of messages')
  for (const value of Array.isArray(content.messages) ? content.messages : []) {
    const record = readRecord(value, time)
    if (record.kind === 'unusable') report.skipped(messagesFile ?? '', record.reason)
    else if (record.kind === 'entry') records.push({ operation: 'append', account, entry: record.entry })
    else records.push({ operation: 'position', account, messageId: record.messageId, arrivedAt: record.arrivedAt })
  }
  for (const record of records) listed.add(placeOf(record).messageId)
  const places: Addition[] = []
  if (content.ids !== null && (typeof content.ids !== 'object' || Array.isArray(content.ids)))
    report.skipped(idsFile ?? '', 'no object of ids')
  else
    for (const [messageId, value] of Object.entries(content.ids ?? {})) {
      const arrivedAt = time.read(value)
      if (arrivedAt === null || !isName(messageId)) report.skipped(idsFile ?? '', 'an id without a time')
      else if (!listed.has(messageId)) places.push({ operation: 'position', account, messageId, arrivedAt })
    }
  return merged(
    records,
    places.sort((a, b) => placeOf(a).arrivedAt - placeOf(b).arrivedAt),
  )
}

/** Adds them; those whose id the account has or had stay as they are. Rejects with Refusal, what was added before included. */
export async function addToJournal(journals: Journals, additions: readonly Addition[], report: ImportReport): Promise<number> {
  let added = 0
  for (const batch of batches(additions)) {
    const outcomes = await journals.apply(batch)
    for (const [at, { outcome }] of outcomes.entries()) {
      const kind = batch[at]?.operation === 'append' ? 'message' : 'message id'
      if (outcome === 'appended') report.taken(kind)
      else report.known(kind)
      if (outcome === 'appended') added++
    }
  }
  return added
}

/** The records in their own order, each place before the first record that came later. */
function merged(records: readonly Addition[], places: readonly Addition[]): Addition[] {
  const all: Addition[] = []
  let next = 0
  for (const record of records) {
    for (let place = places[next]; place && placeOf(place).arrivedAt < placeOf(record).arrivedAt; place = places[++next])
      all.push(place)
    all.push(record)
  }
  return all.concat(places.slice(next))
}

function* batches(additions: readonly Addition[]): Iterable<readonly Addition[]> {
  let batch: Addition[] = []
  let content = 0
  for (const addition of additions) {
    batch.push(addition)
    if (addition.operation === 'append') content += addition.entry.content.length
    if (batch.length < BATCH && content < BATCH_CONTENT) continue
    yield batch
    batch = []
    content = 0
  }
  if (batch.length > 0) yield batch
}

function placeOf(addition: Addition): { readonly messageId: string; readonly arrivedAt: number } {
  return addition.operation === 'append' ? addition.entry : addition
}
