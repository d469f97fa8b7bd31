import type { MessageState } from '@weft/client/message'
import type { Unreadable } from '@weft/client/message-cipher'
import { isSealRefusal, sealRefusalWords } from './encryption.ts'

const MESSAGE_STATES: Record<MessageState, string> = {
  pending: 'Sending…',
  accepted: 'Sent',
  failed: 'Not sent',
  delivered: 'Delivered',
  displayed: 'Read',
  error: 'Could not be shown',
  forbidden: 'Refused',
  received: '',
}

/** How far a message of one's own has come; `reason` is what was said of a failure. */
export function messageWords(state: MessageState, reason: string): string {
  const words = MESSAGE_STATES[state]
  if (state !== 'failed' || reason === '') return words
  return `${words}: ${isSealRefusal(reason) ? sealRefusalWords(reason) : reason}`
}

/** The same of a message that may still wait on this device. */
export const sendingWords = (queued: boolean, state: MessageState, reason: string): string =>
  queued ? 'Waiting to be sent' : messageWords(state, reason)

/** Why an encrypted message is not shown. */
export const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  'no-private-key': 'An encrypted message. This device does not have your key yet.',
  'other-key': 'An encrypted message, written for another key than the one on this device.',
  damaged: 'An encrypted message that arrived damaged.',
  'too-large': 'An encrypted message that is too large to be opened.',
  'not-loaded': 'An encrypted message. What opens it could not be loaded; it is tried again later.',
}

/** What a message is that has nothing to read in it. */
export const INSTEAD = {
  encrypted: 'An encrypted message, which this page cannot read.',
  unknown: 'A message of a kind that this page cannot show.',
  empty: 'An empty message.',
} as const

/** A message in a list of conversations. */
export const previewFile = (name: string): string => `File: ${name}`
export const PICTURE = 'Picture'
export const NAMELESS_FILE = 'without a name'

/** Who is writing, in a few words; `""` when nobody is. */
export function writingWords(names: readonly string[]): string {
  const [first, second] = names
  if (first === undefined) return ''
  if (second === undefined) return `${first} is writing…`
  return names.length === 2 ? `${first} and ${second} are writing…` : `${names.length} people are writing…`
}
