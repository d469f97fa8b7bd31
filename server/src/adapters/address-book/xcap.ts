import type {
  AddressBook,
  AddressBookChange,
  AddressBookEntryType,
  AddressBookKeeper,
  AddressBookOutcome,
} from '../../ports/address-book.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../ports/http-client.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import { parseJson } from './json.ts'
import { bookOf, readEntry, readLists } from './read-entry.ts'
import { refusalText } from './xcap-answer.ts'

/** The methods of the routes for contacts; the others have none (sylkrtc-protocol.md §9). */
const METHODS = { add: 'POST', update: 'PUT', delete: 'DELETE' } as const
const PLURAL: Readonly<Record<AddressBookEntryType, string>> = { contact: 'contacts', group: 'groups', policy: 'policies' }

/** Asks an XCAP server with a REST interface (sylkrtc-protocol.md §9). */
export class XcapAddressBooks implements AddressBookKeeper {
  readonly #root: string
  readonly #http: HttpClient
  readonly #log: Log

  /** `url`: that of the server, without a slash at its end. */
  constructor(url: string, http: HttpClient, log: Log) {
    this.#root = url
    this.#http = http
    this.#log = log
  }

  async fetch(account: string): Promise<AddressBook> {
    const { status, body } = await this.#http.send({ method: 'GET', url: this.#bookUrl(account), json: null })
    if (status !== 200) return unreadable(`the XCAP server answered ${status}`)
    if (body === null) return unreadable('the answer of the XCAP server is too long')
    const lists = readLists(parseJson(body))
    if (!lists) return unreadable('the answer of the XCAP server is no address book')
    const entries = lists.flatMap(([type, items]) => items.map((item) => readEntry(type, item)))
    const known = entries.filter((entry) => entry !== null)
    if (known.length < entries.length)
      this.#log.warn('items of an address book cannot be read', { items: entries.length - known.length })
    return bookOf(known)
  }

  async change(account: string, change: AddressBookChange): Promise<AddressBookOutcome> {
    const entry = change.action === 'delete' ? null : change.entry
    const { type, id } = change.action === 'delete' ? change : { type: change.entry.type, id: change.entry.item.id }
    if (type !== 'contact') return failed(`The XCAP server keeps no ${PLURAL[type]}`, false)
    // These would be taken for steps up the path, even when escaped (WHATWG URL §4.4), and so would name the whole book.
    if (id === '.' || id === '..') return failed(`A contact cannot have the id ${id}`, false)
    const contacts = `${this.#bookUrl(account)}/contacts`
    const answer = await this.#ask({
      method: METHODS[change.action],
      url: change.action === 'add' ? contacts : `${contacts}/${encodeURIComponent(id)}`,
      json: entry && JSON.stringify(entry.item),
    })
    if (!answer) return failed('The XCAP server is not available', true)
    if (answer.status >= 200 && answer.status < 300) return { kind: 'changed', entry }
    this.#log.warn('the XCAP server refused a change', { action: change.action, status: answer.status })
    return failed(refusalText(answer), answer.status >= 500)
  }

  async #ask(request: HttpRequest): Promise<HttpAnswer | null> {
    try {
      return await this.#http.send(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#log.warn('the XCAP server is not available', { reason: error.message })
      return null
    }
  }

  #bookUrl(account: string): string {
    // As others write it: an @ may stand in a path as it is (RFC 3986 §3.3).
    const user = encodeURIComponent(account).replaceAll('%40', '@')
    return `${this.#root}/api/v1/users/${user}/addressbook`
  }
}

function unreadable(why: string): never {
  throw new Refusal('backend-refused', why)
}

function failed(text: string, retryable: boolean): AddressBookOutcome {
  return { kind: 'failed', text, retryable }
}
