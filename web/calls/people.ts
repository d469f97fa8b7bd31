import type { Party } from '@weft/client/call'
import type { Calls } from './calls.ts'

/** What is used here of a contact. */
interface Entry {
  readonly name: string
  readonly uris: readonly { readonly uri: string }[]
}

/** What is used here of a Session. */
interface Knowing {
  readonly chat: {
    readonly value: {
      readonly contacts: { readonly list: { readonly value: readonly Entry[] }; find(address: string): Entry | null }
    } | null
  }
}

/** Somebody as the address book has them, otherwise as they call themselves. */
export function known({ chat }: Knowing, party: Party): Party {
  const name = chat.value?.contacts.find(party.uri)?.name ?? ''
  return name === '' ? party : { uri: party.uri, displayName: name }
}

/** Who may be called: those who called or were called, latest first, then those of the address book, each address once. */
export function people({ chat, calls }: Knowing & { readonly calls: Pick<Calls, 'people'> }): readonly Party[] {
  const found = new Map(calls.people.value.map((person) => [person.uri, known({ chat }, person)]))
  for (const { name, uris } of chat.value?.contacts.list.value ?? []) {
    for (const { uri } of uris) if (!found.has(uri)) found.set(uri, { uri, displayName: name })
  }
  return [...found.values()]
}
