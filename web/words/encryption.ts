import type { SealRefusal, Signature } from '@weft/client/message-cipher'

/** The lock of a conversation: how what is written goes out. */
export const LOCK = {
  unknown: 'Encryption is being prepared',
  encrypted: 'End-to-end encrypted',
  changed: 'Not sent: the key of this contact has changed',
  noKeyAnyMore: 'Not sent: the key of this contact cannot be used',
  noOwnKeyAnyMore: 'Not sent: this device does not have your key',
  wanted: 'Not encrypted, as you have chosen',
  noKey: 'Not encrypted: this contact has no key',
  noOwnKey: 'Not encrypted: this device has no key',
} as const

/** What is said of encryption with one contact. */
export const CONTACT_ENCRYPTION = {
  title: 'Encryption',
  encryptedHint: 'Only you and this contact can read your messages and files, on your devices. The server cannot.',
  noKeyHint: 'This contact has not set up encryption. What you write can be read by the servers it passes.',
  noOwnKeyHint: 'Set up encryption for your account, or bring your key from another device.',
  wantedHint: 'You have chosen to send unencrypted messages to this contact. The servers they pass can read them.',
  compare: 'To be sure that nobody reads along, compare these with what the contact sees, by phone or in person.',
  theirs: 'Key of this contact',
  offered: 'New key of this contact',
  ours: 'Your key',
  sendClear: 'Send unencrypted',
  sendEncrypted: 'Send encrypted again',
  settings: 'Go to the settings',
  close: 'Close',
} as const

/** What is offered where nothing is encrypted, though it could be. */
export const OWN_KEY_NOTICE = {
  none: 'Your messages are not encrypted yet.',
  elsewhere: 'This device cannot read or write encrypted messages: your key is on another one.',
  other: 'Another device of yours uses another key, which contacts write to.',
  setUp: 'Set up encryption',
  working: 'Making your key…',
  more: 'What to do',
  later: 'Not now',
} as const

/** The key of a contact is not what it was. */
export const KEY_CHANGE = {
  title: 'The key of this contact has changed',
  hint: 'They may have a new device or have set it up anew. It may also be somebody who wants to read along: ask them by another way. Until then nothing is sent.',
  accept: 'Use the new key',
  details: 'Compare keys',
} as const

/** Beside an encrypted message. */
export const SIGNATURE: Readonly<Record<Signature, string>> = {
  'signed-by-sender': 'Encrypted and signed',
  unsigned: 'Encrypted',
  'unknown-signer': 'Encrypted, but signed with a key that is not known',
  'bad-signature': 'Encrypted, but the signature does not fit: it may not be from this contact',
}

const REFUSALS: Readonly<Record<SealRefusal, string>> = {
  'key-changed': 'the key of this contact has changed',
  'no-private-key': 'this device does not have your key',
  'no-key': 'the key of this contact cannot be used',
}

/** Why something did not go out for want of a key. */
export const sealRefusalWords = (reason: SealRefusal): string => REFUSALS[reason]

/** Whether the reason of a failure is one of those. */
export function isSealRefusal(reason: string): reason is SealRefusal {
  return Object.hasOwn(REFUSALS, reason)
}

export const TOO_LARGE_TO_ENCRYPT = 'it is too large to be encrypted'
export const NOT_ENCRYPTED = 'it could not be encrypted'

/** A file that is encrypted. */
export const SECRET_FILE = {
  open: 'Decrypt',
  opening: 'Being decrypted…',
  save: 'Save',
  gone: 'no longer there',
  unreadable: 'cannot be decrypted here',
  encrypted: 'encrypted',
} as const

/** Signing out where the account's key is on this device. */
export const KEY_LEAVING = {
  title: 'Sign out, and remove your key?',
  hint: 'Your key is deleted from this device. Without it on another device or in a file, encrypted messages can never be read again.',
  leave: 'Sign out',
  save: 'Save my key first',
  stay: 'Cancel',
} as const
