import type { SealRefusal, Signature } from '@weft/client/message-cipher'
import type { PgpErrorKind } from '@weft/client/pgp/pgp-error'

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
  close: 'Close',
} as const

/** The key of a contact is not what it was. */
export const KEY_CHANGE = {
  title: 'The key of this contact has changed',
  hint: 'They may have a new device or have set it up anew. It may also be somebody who wants to read along: ask them by another way. Until then nothing is sent.',
  accept: 'Use the new key',
  details: 'Compare keys',
} as const

/** The account's own key. */
export const OWN_KEY = {
  title: 'End-to-end encryption',
  loading: 'Encryption is being prepared…',
  none: 'Encryption is not set up yet.',
  noneHint: 'With it, only you and those you write to can read your messages and files. It takes a few seconds.',
  setUp: 'Set up encryption',
  settingUp: 'Making your key…',
  notHere: 'Your key is on another device.',
  notHereHint:
    'To read and write encrypted messages here, choose “Hand my key to another device” on a device that has it, and type in the code that it shows. Or open the file in which you saved it.',
  ready: 'Your messages to everybody who has a key are encrypted.',
  other: 'Another device of yours uses another key',
  otherHint: 'Contacts write to the key of the other device. Bring that key here, or have contacts use the key of this device.',
  useThis: 'Use the key of this device',
  bringOther: 'How to bring the other key',
  startAnew: 'Make a new key',
  startAnewTitle: 'Make a new key?',
  startAnewHint:
    'What was encrypted for your old key cannot be read here, and your contacts are warned that your key has changed.',
  fingerprint: 'Your key',
  handOver: 'Hand my key to another device',
  handingOver: 'Sending your key…',
  code: 'Type this code in on your other device:',
  codeHint: 'The other device must be signed in to this account now. It asks for the code by itself.',
  save: 'Save my key to a file',
  load: 'Open my key from a file',
  file: 'File with your key',
  password: 'Password of the file',
  passwordHint: 'Whoever has the file and this password can read your messages.',
  saveNow: 'Save',
  loadNow: 'Open',
  cancel: 'Cancel',
  done: 'Done',
  loaded: 'Your key is on this device now.',
} as const

/** Another device hands the key over. */
export const KEY_OFFER = {
  title: 'Your key from another device',
  hint: 'Type in the code that your other device shows. Then this device can read your encrypted messages.',
  replaces: 'This device has another key. It is kept for old messages.',
  code: 'Code',
  take: 'Use this key',
  dismiss: 'Not now',
} as const

export const wrongCode = (left: number): string =>
  left === 0
    ? 'That was not the code, too often. Hand the key over again on your other device.'
    : `That was not the code. ${left === 1 ? 'One try is' : `${left} tries are`} left.`

/** What went wrong with a key. */
export const KEY_FAILURE: Readonly<Record<PgpErrorKind, string>> = {
  malformed: 'That is no private key, or it is damaged.',
  'too-large': 'That is too large to be a key.',
  'unusable-key': 'That key cannot be used any more.',
  'wrong-password': 'The password is not the right one.',
  'no-key': 'There is no key on this device.',
  'not-loaded': 'What encrypts could not be loaded. Try again.',
}

export const KEY_UNREACHABLE = 'The server could not be reached. Try again.'

/** Signing out where the account's key is on this device. */
export const KEY_LEAVING = {
  title: 'Sign out, and remove your key?',
  hint: 'Your key is deleted from this device. Without it on another device or in a file, encrypted messages can never be read again.',
  leave: 'Sign out',
  save: 'Save my key first',
  stay: 'Cancel',
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

/** Why a message did not go out, where it was for want of a key; null for any other reason. */
export function sealRefusalWords(reason: string): string | null {
  return isRefusal(reason) ? REFUSALS[reason] : null
}

function isRefusal(reason: string): reason is SealRefusal {
  return Object.hasOwn(REFUSALS, reason)
}
