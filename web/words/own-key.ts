import type { PgpErrorKind } from '@weft/client/pgp/pgp-error'

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
