import { useSignal, useSignalEffect } from '@preact/signals'
import { lazily } from '../controls/lazy.tsx'
import type { ChatEncryption } from './chat-encryption.ts'
import type { KeyOfferDialogProps } from './key-offer-dialog.tsx'

const KeyOfferDialog = lazily<KeyOfferDialogProps>(async () => (await import('./key-offer-dialog.tsx')).KeyOfferDialog)

/** Comes up when another device hands the account's key over, and stays until it is closed: the last wrong code ends the offer. */
export function KeyOffer({ encryption }: { encryption: ChatEncryption }) {
  const shown = useSignal(false)
  useSignalEffect(() => {
    if (encryption.offer.value !== null) shown.value = true
  })
  if (!shown.value) return null
  return (
    <KeyOfferDialog
      encryption={encryption}
      onClose={() => {
        shown.value = false
      }}
    />
  )
}
