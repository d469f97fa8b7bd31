import type { Database, Statement } from 'better-sqlite3'
import type { AddressBookItem, AddressBooks } from '../../../ports/address-books.ts'
import { checkNames, checkText } from '../bounds.ts'
import type { GroupCommit } from './group-commit.ts'
import { queries } from './tables.ts'

type Type = AddressBookItem['type']

export class SqliteAddressBooks implements AddressBooks {
  readonly #commits: GroupCommit
  readonly #exists: Statement<[account: string], unknown>
  readonly #items: Statement<[account: string], AddressBookItem>
  readonly #open: Statement<[account: string]>
  readonly #place: Statement<[account: string], { readonly place: number }>
  readonly #put: Statement<[account: string, type: Type, id: string, place: number, json: string]>
  readonly #remove: Statement<[account: string, type: Type, id: string], AddressBookItem>
  readonly #removeItems: Statement<[account: string]>
  readonly #removeBook: Statement<[account: string]>

  constructor(database: Database, commits: GroupCommit) {
    this.#commits = commits
    this.#exists = database.prepare(queries.selectFrom('address_book').select('account').where('account', '=', '').compile().sql)
    const items = queries.selectFrom('address_book_item').select(['type', 'id', 'json']).where('account', '=', '')
    this.#items = database.prepare(items.orderBy('place').compile().sql)
    this.#open = database.prepare(queries.insertInto('address_book').orIgnore().values({ account: '' }).compile().sql)
    const step = queries.updateTable('address_book').set(({ eb }) => ({ last_place: eb('last_place', '+', eb.lit(1)) }))
    this.#place = database.prepare(step.where('account', '=', '').returning('last_place as place').compile().sql)
    const put = queries.insertInto('address_book_item').values({ account: '', type: 'contact', id: '', place: 0, json: '' })
    const replaced = put.onConflict((same) =>
      same.columns(['account', 'type', 'id']).doUpdateSet(({ ref }) => ({ json: ref('excluded.json') })),
    )
    this.#put = database.prepare(replaced.compile().sql)
    const removal = queries.deleteFrom('address_book_item').where('account', '=', '')
    const one = removal.where('type', '=', 'contact').where('id', '=', '').returning(['type', 'id', 'json'])
    this.#remove = database.prepare(one.compile().sql)
    this.#removeItems = database.prepare(removal.compile().sql)
    this.#removeBook = database.prepare(queries.deleteFrom('address_book').where('account', '=', '').compile().sql)
  }

  items(account: string): Promise<readonly AddressBookItem[] | null> {
    return this.#commits.read(() => (this.#exists.get(account) === undefined ? null : this.#items.all(account)))
  }

  async put(account: string, items: readonly AddressBookItem[]): Promise<void> {
    checkNames('address book', [account, ...items.map(({ id }) => id)])
    for (const { json } of items) {
      checkText('address book', json)
    }
    await this.#commits.run(() => {
      this.#open.run(account)
      for (const { type, id, json } of items) {
        const place = this.#place.get(account)
        if (place === undefined) throw new Error('an address book was not kept')
        this.#put.run(account, type, id, place.place, json)
      }
    })
  }

  remove(account: string, type: Type, id: string): Promise<AddressBookItem | null> {
    return this.#commits.run(() => this.#remove.get(account, type, id) ?? null)
  }

  removeAll(account: string): Promise<boolean> {
    return this.#commits.run(() => {
      this.#removeItems.run(account)
      return this.#removeBook.run(account).changes > 0
    })
  }
}
