import type { SealRefusal } from '../message-cipher.ts'
import type { PublicKey } from './public-key.ts'

/** What this device knows and was told of the encryption with one contact. */
export interface ContactKey {
  /** `user@domain`, in lower case. */
  readonly contact: string
  /** The key that is believed to be the contact's: the first that came, or one that the user has accepted since. */
  readonly key: PublicKey | null
  /** Another key that the contact has now, or somebody says so: nothing is encrypted with it until the user accepts it. */
  readonly offered: PublicKey | null
  /** Messages with this contact have been encrypted, in either direction. */
  readonly encrypts: boolean
  /** The user wants what goes to this contact sent in clear. */
  readonly clear: boolean
  /** Fingerprint of the key of ours that the contact was sent last; null when none was. */
  readonly told: string | null
}

export const unknownContact = (contact: string): ContactKey => ({
  contact: contact.toLowerCase(),
  key: null,
  offered: null,
  encrypts: false,
  clear: false,
  told: null,
})

/**
 * What is known once a key was found with the gateway, or sent by the contact: the first one is trusted, another one is offered to the
 * user. One that was found before may have grown: a later end, another name.
 */
export function withKeyFound(known: ContactKey, found: PublicKey): ContactKey {
  if (known.key === null || known.key.fingerprint === found.fingerprint) return { ...known, key: found, offered: null }
  return { ...known, offered: found }
}

/** The user believes that the offered key is the contact's. */
export function withKeyAccepted(known: ContactKey): ContactKey {
  return known.offered === null ? known : { ...known, key: known.offered, offered: null }
}

export type SealingDecision =
  | { readonly kind: 'encrypt'; readonly key: PublicKey }
  | { readonly kind: 'clear'; readonly reason: 'wanted' | 'no-private-key' | 'no-key' }
  | { readonly kind: 'refuse'; readonly reason: SealRefusal }

/**
 * How something goes out: never in clear once messages were encrypted, and never with a key nobody has looked at in place of another,
 * unless the user says so.
 * @param ready whether this device has a private key of the account
 */
export function decideSealing({ key, offered, encrypts, clear }: ContactKey, ready: boolean): SealingDecision {
  if (clear) return { kind: 'clear', reason: 'wanted' }
  if (!ready) return inClear(encrypts, 'no-private-key')
  if (offered !== null) return { kind: 'refuse', reason: 'key-changed' }
  return key === null ? inClear(encrypts, 'no-key') : { kind: 'encrypt', key }
}

function inClear(encrypts: boolean, reason: 'no-private-key' | 'no-key'): SealingDecision {
  return { kind: encrypts ? 'refuse' : 'clear', reason }
}
