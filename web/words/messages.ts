import type { MessageState } from '@weft/client/message'

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
  return state === 'failed' && reason !== '' ? `${words}: ${reason}` : words
}

/** Who is writing, in a few words; `""` when nobody is. */
export function writingWords(names: readonly string[]): string {
  const [first, second] = names
  if (first === undefined) return ''
  if (second === undefined) return `${first} is writing…`
  return names.length === 2 ? `${first} and ${second} are writing…` : `${names.length} people are writing…`
}
