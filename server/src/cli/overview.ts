import type { JournalEntry } from '../ports/journal-entry.ts'
import type { Journals } from '../ports/journals.ts'
import type { PushToken } from '../ports/push-tokens.ts'
import type { Store } from '../ports/store.ts'
import { beginning, count, minute, printable } from './wording.ts'

/** Entries that are looked at in one go. */
const PAGE = 1000

/** What is kept for an account, line by line, without what its messages say and without whole tokens; null where there is nothing. */
export async function overviewOf(store: Store, account: string): Promise<readonly string[] | null> {
  const [key, expiries, tokens, book] = await Promise.all([
    store.publicKeys.get(account),
    store.apiTokens.expiries(account),
    store.pushTokens.all(account),
    store.addressBooks.items(account),
  ])
  const hasJournal = await store.journals.isActive(account)
  if (!hasJournal && key === null && expiries.length === 0 && tokens.length === 0 && book === null) return null
  return [
    ...(hasJournal ? await journalLines(store.journals, account) : ['messages      are not kept']),
    `public key    ${key === null ? 'none' : `of ${minute(key.storedAt)}, ${count(key.content.length, 'character')}`}`,
    `API tokens    ${expiries.length === 0 ? 'none' : `${expiries.length}, good until ${expiries.map(minute).join(', ')}`}`,
    `push tokens   ${tokens.length === 0 ? 'none' : tokens.length}`,
    ...tokens.map(pushTokenLine),
    `address book  ${book === null ? 'none' : bookText(book)}`,
  ]
}

/** One of a numbered list; `at` counts from 0. */
export function pushTokenLine({ appId, deviceId, platform, token, backgroundToken, userAgent }: PushToken, at: number): string {
  const tokens = [token, ...(backgroundToken === null ? [] : [backgroundToken])].map(beginning).join(' and ')
  const agent = userAgent === '' ? '' : `, ${printable(userAgent)}`
  return `  ${at + 1}. ${printable(appId)} on ${printable(deviceId)}: ${printable(platform)}, token ${tokens}${agent}`
}

async function journalLines(journals: Journals, account: string): Promise<readonly string[]> {
  const contacts = new Map<string, number>()
  let first: JournalEntry | null = null
  let last: JournalEntry | null = null
  let entries = 0
  for (let after: string | null = null, more = true; more; ) {
    const page = await journals.page(account, { after, since: null, limit: PAGE })
    for (const entry of page.entries) contacts.set(entry.contact, (contacts.get(entry.contact) ?? 0) + 1)
    first ??= page.entries[0] ?? null
    last = page.entries.at(-1) ?? last
    entries += page.entries.length
    after = last?.messageId ?? null
    more = page.more && page.entries.length > 0
  }
  if (first === null || last === null) return ['messages      none yet']
  const unread = await journals.unread(account)
  return [
    `messages      ${count(entries, 'record')}, ${unread} unread, from ${minute(first.arrivedAt)} to ${minute(last.arrivedAt)}`,
    ...[...contacts].toSorted(([, a], [, b]) => b - a).map(([contact, number]) => `  ${printable(contact)}: ${number}`),
  ]
}

function bookText(items: readonly { readonly type: string }[]): string {
  return (['contact', 'group', 'policy'] as const)
    .map((type) => [items.filter((item) => item.type === type).length, type] as const)
    .map(([number, type]) => (type === 'policy' && number !== 1 ? `${number} policies` : count(number, type)))
    .join(', ')
}
