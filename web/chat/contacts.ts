import { signal } from '@preact/signals'
import type { AddressBook } from '@weft/client/address-book'
import type { Contact } from '@weft/client/address-book-copy'
import { RequestFailure } from '@weft/client/request-failure'
import { contactFailure } from '../words/contacts.ts'

/** What somebody says of a contact. */
export interface ContactDetails {
  readonly name: string
  /** `user@domain` */
  readonly address: string
  readonly favourite: boolean
}

/** Attribute of contacts that are shown before others; other clients keep it as it is. */
const FAVOURITE = 'favourite'

export const isFavourite = ({ attributes }: Contact): boolean => attributes?.[FAVOURITE] === true

/** The address that a contact is written to first; `""` where there is none. */
export const addressOf = ({ defaultUri, uris }: Contact): string => (defaultUri ?? uris[0])?.uri ?? ''

/** The address book as the page shows it. */
export class Contacts {
  /** By name. */
  readonly list = signal<readonly Contact[]>([])
  #book: AddressBook | null = null
  #unsubscribe: () => void = () => undefined

  /** Shows that address book from now on. */
  use(book: AddressBook): void {
    this.close()
    this.#book = book
    this.list.value = book.contacts
    this.#unsubscribe = book.on('change', () => {
      this.list.value = book.contacts
    })
  }

  /** Who has that address; null where nobody is known to. Reads the signal. @param address `user@domain` */
  find(address: string): Contact | null {
    void this.list.value
    return this.#book?.find(address) ?? null
  }

  /**
   * Adds a contact, or changes one.
   * @param known null: a new one
   * @returns what kept it from being done, in plain words; null where it was done
   */
  async save(known: Contact | null, { name, address, favourite }: ContactDetails): Promise<string | null> {
    const book = this.#book
    if (book === null) return contactFailure('')
    const fresh = book.newContact(name, [address])
    const { uris, defaultUri } = known !== null && addressOf(known) === address ? known : replaced(known, fresh)
    const contact: Contact = {
      ...(known ?? fresh),
      ...{ name, uris, attributes: { ...known?.attributes, [FAVOURITE]: favourite } },
      ...(defaultUri !== undefined && { defaultUri }),
    }
    return done(book.putContact(contact))
  }

  /** @returns what kept it from being done, in plain words; null where it was done */
  async remove({ id }: Contact): Promise<string | null> {
    return this.#book === null ? contactFailure('') : done(this.#book.remove('contact', id))
  }

  close(): void {
    this.#unsubscribe()
    this.#book?.close()
    this.#book = null
  }
}

/** The addresses of a contact whose first one is another now. */
function replaced(known: Contact | null, fresh: Contact): Pick<Contact, 'uris' | 'defaultUri'> {
  const before = known === null ? '' : addressOf(known)
  const others = known?.uris.filter(({ uri }) => uri !== before) ?? []
  const { defaultUri } = fresh
  return { uris: [...fresh.uris, ...others], ...(defaultUri !== undefined && { defaultUri }) }
}

async function done(change: Promise<void>): Promise<string | null> {
  try {
    await change
    return null
  } catch (error) {
    return contactFailure(error instanceof RequestFailure && error.kind === 'refused' ? error.message : '')
  }
}
