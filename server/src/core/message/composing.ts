import type { SipParty } from '../../ports/sip-calls.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** Tells the devices of whoever is written to that somebody is writing, as far as the document says so. Nothing of it is kept. */
export function tellComposing(
  { devices, words }: Pick<MessagingNeeds, 'devices' | 'words'>,
  sender: SipParty,
  recipient: string,
  document: string,
): void {
  const composing = words.composing(document)
  if (composing !== null) devices.tell(recipient, { kind: 'composing', sender, ...composing })
}
