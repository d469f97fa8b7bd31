import type { AddressBookEntry, AddressBookKeeper } from '../../ports/address-book.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { deviceTokens } from './device-tokens.ts'
import { addToJournal, journalAdditions } from './journal-import.ts'
import { isName } from './journal-record.ts'
import type { LocalTime } from './local-time.ts'
import { type OriginalFiles, UnreadableFile } from './original-files.ts'
import { ImportReport } from './report.ts'

export interface ImportNeeds {
  readonly clock: Clock
  /** Null: nothing is written, and everything that can be read counts as taken. */
  readonly into: { readonly store: Store; readonly addressBooks: AddressBookKeeper } | null
  /** A contact as the original keeps it (parsed JSON); null where it is none. */
  readonly readContact: (value: unknown) => AddressBookEntry | null
}

const ACCOUNTS = 'conversations/accounts.json'
const KEYS = 'conversations/public_keys.json'
/** API tokens of one account, and ms that one is good for at most: some of the original's are for 310 days, by mistake (sylkrtc-protocol §6.3). */
const MOST_API_TOKENS = 16
const TOKEN_LIFETIME = 31 * 86_400_000

/**
 * Takes over what the original kept in files. What is there already stays as it is, so that it may be done again, also when it was interrupted. Rejects
 * with Refusal where the store cannot write.
 */
export class Importer {
  readonly #files: OriginalFiles
  readonly #time: LocalTime
  readonly #needs: ImportNeeds
  readonly #report = new ImportReport()

  constructor(files: OriginalFiles, time: LocalTime, needs: ImportNeeds) {
    this.#files = files
    this.#time = time
    this.#needs = needs
  }

  async run(): Promise<ImportReport['summary']> {
    await this.#accounts()
    await this.#publicKeys()
    await this.#journals()
    await this.#pushTokens()
    await this.#addressBooks()
    return this.#report.summary
  }

  async #accounts(): Promise<void> {
    for (const [account, value] of await this.#entries(ACCOUNTS)) {
      await this.#activate(account)
      const token = member(value, 'api_token')
      if (isName(token)) await this.#apiToken(account, token, this.#time.read(member(value, 'token_expire')))
    }
  }

  async #activate(account: string): Promise<void> {
    const journals = this.#needs.into?.store.journals
    if (await journals?.isActive(account)) return this.#report.known('account')
    await journals?.activate(account)
    this.#report.taken('account')
  }

  async #apiToken(account: string, token: string, expiresAt: number | null): Promise<void> {
    const now = this.#needs.clock.now()
    if (expiresAt === null || expiresAt <= now) return this.#report.skipped(ACCOUNTS, 'an API token that has expired')
    const tokens = this.#needs.into?.store.apiTokens
    if (await tokens?.isValid(account, token, now)) return this.#report.known('API token')
    await tokens?.add(account, token, Math.min(expiresAt, now + TOKEN_LIFETIME), MOST_API_TOKENS)
    this.#report.taken('API token')
  }

  async #publicKeys(): Promise<void> {
    const keys = this.#needs.into?.store.publicKeys
    for (const [account, value] of await this.#entries(KEYS)) {
      const content = member(value, 'content')
      const storedAt = this.#time.read(member(value, 'created_at'))
      if (typeof content !== 'string' || content === '' || storedAt === null)
        this.#report.skipped(KEYS, 'a key without content or time')
      else if (await keys?.get(account)) this.#report.known('public key')
      else {
        await keys?.put(account, { content, storedAt })
        this.#report.taken('public key')
      }
    }
  }

  async #journals(): Promise<void> {
    for (const files of await this.#files.accounts()) {
      const content = {
        messages: files.messages && (await this.#json(files.messages)),
        ids: files.ids && (await this.#json(files.ids)),
      }
      const additions = journalAdditions(files, content, this.#time, this.#report)
      const journals = this.#needs.into?.store.journals
      if (!journals) {
        for (const { operation } of additions) this.#report.taken(operation === 'append' ? 'message' : 'message id')
        continue
      }
      await journals.activate(files.account)
      const before = await journals.page(files.account, { after: null, since: null, limit: 1 })
      const added = await addToJournal(journals, additions, this.#report)
      if (added > 0 && before.entries.length > 0)
        this.#report.remark(`${files.account} had messages here already; what was added comes behind them`)
    }
  }

  async #pushTokens(): Promise<void> {
    const file = 'webrtc_device_tokens'
    const value = await this.#readable(file, () => this.#files.deviceTokens())
    if (value === null) return
    const { tokens, unusable } = deviceTokens(value)
    for (const reason of unusable) this.#report.skipped(file, reason)
    const store = this.#needs.into?.store.pushTokens
    for (const { account, token } of tokens) {
      const there = (await store?.all(account)) ?? []
      const isKnown = there.some(({ appId, deviceId }) => appId === token.appId && deviceId === token.deviceId)
      if (!isKnown) await store?.put(account, token)
      if (isKnown) this.#report.known('push token')
      else this.#report.taken('push token')
    }
  }

  async #addressBooks(): Promise<void> {
    for (const { account, path } of await this.#files.addressBooks()) {
      const book = await this.#json(path)
      const items: readonly { readonly type: string; readonly id: string }[] = isName(account)
        ? ((await this.#needs.into?.store.addressBooks.items(account)) ?? [])
        : []
      for (const value of contactsOf(book)) {
        const entry = this.#needs.readContact(value)
        if (entry === null || !isName(account)) this.#report.skipped(path, 'what is no contact')
        else if (items.some(({ type, id }) => type === entry.type && id === entry.item.id)) this.#report.known('contact')
        else await this.#contact(account, path, entry)
      }
    }
  }

  async #contact(account: string, path: string, entry: AddressBookEntry): Promise<void> {
    const outcome = await this.#needs.into?.addressBooks.change(account, { action: 'add', entry })
    if (outcome?.kind === 'failed') this.#report.skipped(path, outcome.text)
    else this.#report.taken('contact')
  }

  /** Members of a JSON object by account, in lower case. */
  async #entries(path: string): Promise<readonly (readonly [string, unknown])[]> {
    const value = await this.#json(path)
    if (value === null) return []
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.#report.skipped(path, 'no object of accounts')
      return []
    }
    const entries = Object.entries(value).map(([account, one]) => [account.toLowerCase(), one] as const)
    const usable = entries.filter(([account]) => isName(account))
    for (let rest = entries.length - usable.length; rest > 0; rest--) this.#report.skipped(path, 'no name of an account')
    return usable
  }

  #json(path: string): Promise<unknown> {
    return this.#readable(path, () => this.#files.json(path))
  }

  /** Null for a file that is not there, and for one that cannot be read: the others are worth more than its failing. */
  async #readable<Value>(path: string, read: () => Promise<Value>): Promise<Value | null> {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error
      this.#report.skipped(path, error.message)
      return null
    }
  }
}

/** A list, a book with a list of contacts, or an object of contacts by their id. */
function contactsOf(book: unknown): readonly unknown[] {
  if (Array.isArray(book)) return book
  if (typeof book !== 'object' || book === null) return []
  const contacts = member(book, 'contacts')
  return Array.isArray(contacts) ? contacts : Object.values(contacts ?? book)
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}
