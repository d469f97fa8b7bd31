import { Inbox } from '../../contract/inbox.ts'
import { type HttpAsked, type HttpReaction, listenHttp } from './http-listener.ts'

/** A contact as clients state it; what else is in it does not matter here. */
type Item = { readonly id: string } & Readonly<Record<string, unknown>>

/** An XCAP server on loopback: address books in memory, contacts alone, as its REST interface has them. */
export interface FakeXcapServer {
  readonly url: string
  /** What it was asked, in order. */
  readonly asked: Inbox<HttpAsked>
  /** Contacts of an account, in order. */
  contacts(account: string): readonly Item[]
  /** From now on it answers everything so; null: as it should. */
  answer(reaction: HttpReaction | null): void
  close(): Promise<void>
}

const ROUTE = /^\/api\/v1\/users\/([^/]+)\/addressbook(?:\/contacts(?:\/([^/]+))?)?$/

export async function startFakeXcapServer(): Promise<FakeXcapServer> {
  const asked = new Inbox<HttpAsked>('request to the XCAP server')
  const books = new Map<string, Map<string, Item>>()
  let forced: HttpReaction | null = null
  const listener = await listenHttp((request) => {
    asked.put(request)
    return forced ?? react(request, books)
  })
  return {
    url: listener.url,
    asked,
    contacts: (account) => [...(books.get(account)?.values() ?? [])],
    answer: (reaction) => {
      forced = reaction
    },
    close: () => listener.close(),
  }
}

function react({ method, path, body }: HttpAsked, books: Map<string, Map<string, Item>>): HttpReaction {
  const [, user, id] = ROUTE.exec(path) ?? []
  if (user === undefined) return refuse(404, 'Not Found')
  const account = decodeURIComponent(user)
  const book = books.get(account) ?? new Map<string, Item>()
  books.set(account, book)
  if (method === 'GET') return { status: 200, body: JSON.stringify({ contacts: [...book.values()], groups: [], policies: [] }) }
  const key = id === undefined ? null : decodeURIComponent(id)
  if (method === 'DELETE' && key !== null) return book.delete(key) ? { status: 204 } : refuse(404, 'Contact not found')
  const item: Item = JSON.parse(body)
  if (key !== null && key !== item.id) return refuse(400, 'Another id')
  book.set(item.id, item)
  return { status: 200, body }
}

function refuse(status: number, detail: string): HttpReaction {
  return { status, body: JSON.stringify({ detail }) }
}
