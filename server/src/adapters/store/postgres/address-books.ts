import type { AddressBookItem, AddressBooks } from '../../../ports/address-books.ts'
import { checkNames, checkText } from '../bounds.ts'
import type { PostgresDatabase } from './database.ts'
import { storedText, textOf } from './text.ts'

export class PostgresAddressBooks implements AddressBooks {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  items(account: string): Promise<readonly AddressBookItem[] | null> {
    return this.#database.run(async (database) => {
      const rows = await database
        .selectFrom('address_book')
        .leftJoin('address_book_item', 'address_book_item.account', 'address_book.account')
        .select(['type', 'id', 'json'])
        .where('address_book.account', '=', account)
        .orderBy('place')
        .execute()
      return rows.length === 0 ? null : rows.flatMap(itemOf)
    })
  }

  async put(account: string, items: readonly AddressBookItem[]): Promise<void> {
    checkNames('address book', [account, ...items.map(({ id }) => id)])
    for (const { json } of items) checkText('address book', json)
    await this.#database.transact(async (transaction) => {
      // Holds the book's row until the end, so that each item gets a place of its own.
      const book = await transaction
        .insertInto('address_book')
        .values({ account, last_place: items.length })
        .onConflict((same) =>
          same.column('account').doUpdateSet(({ eb }) => ({ last_place: eb('address_book.last_place', '+', items.length) })),
        )
        .returning('last_place')
        .executeTakeFirstOrThrow()
      let place = book.last_place - items.length
      for (const { type, id, json } of items) {
        await transaction
          .insertInto('address_book_item')
          .values({ account, type, id, json: storedText(json), place: ++place })
          .onConflict((same) => same.columns(['account', 'type', 'id']).doUpdateSet({ json: storedText(json) }))
          .execute()
      }
    })
  }

  remove(account: string, type: AddressBookItem['type'], id: string): Promise<AddressBookItem | null> {
    return this.#database.run(async (database) => {
      const ofType = database.deleteFrom('address_book_item').where('account', '=', account).where('type', '=', type)
      const row = await ofType.where('id', '=', id).returning(['type', 'id', 'json']).executeTakeFirst()
      return row === undefined ? null : { ...row, json: textOf(row.json) }
    })
  }

  removeAll(account: string): Promise<boolean> {
    return this.#database.transact(async (transaction) => {
      const book = await transaction.deleteFrom('address_book').where('account', '=', account).executeTakeFirstOrThrow()
      await transaction.deleteFrom('address_book_item').where('account', '=', account).execute()
      return book.numDeletedRows > 0n
    })
  }
}

/** A book without items is one row without an item. */
function itemOf(row: { [Column in keyof AddressBookItem]: AddressBookItem[Column] | null }): AddressBookItem[] {
  const { type, id, json } = row
  return type === null || id === null || json === null ? [] : [{ type, id, json: textOf(json) }]
}
