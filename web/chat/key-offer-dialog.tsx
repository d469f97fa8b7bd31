import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { KEY_FAILURE, KEY_OFFER, KEY_UNREACHABLE, wrongCode } from '../words/own-key.ts'
import type { ChatEncryption } from './chat-encryption.ts'

export interface KeyOfferDialogProps {
  readonly encryption: ChatEncryption
  readonly onClose: () => void
}

/** Another device hands the account's key over: asks for the code that it shows. */
export function KeyOfferDialog({ encryption, onClose }: KeyOfferDialogProps) {
  const error = useSignal<string | null>(null)
  const over = useSignal(false)
  const state = encryption.state.value

  function close(): void {
    encryption.dismissPrivateKey()
    onClose()
  }

  async function take(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const code = String(new FormData(form).get('key-code') ?? '')
    if (code.trim() === '') return
    const outcome = await encryption.takePrivateKey(code).catch(() => null)
    if (outcome === null) {
      error.value = KEY_UNREACHABLE
      return
    }
    if (outcome.kind === 'unlocked') return close()
    over.value = outcome.attemptsLeft === 0
    error.value = outcome.reason === 'wrong-password' ? wrongCode(outcome.attemptsLeft) : KEY_FAILURE[outcome.reason]
    form.reset()
  }

  return (
    <Dialog title={KEY_OFFER.title} onClose={close} testId="key-offer">
      <form onSubmit={take} class="flex flex-col gap-4">
        <p class="text-slate-600 dark:text-slate-300">
          {KEY_OFFER.hint} {state?.kind === 'ready' && KEY_OFFER.replaces}
        </p>
        <Field
          name="key-code"
          label={KEY_OFFER.code}
          inputMode="numeric"
          autocomplete="one-time-code"
          error={error.value}
          testId="key-code"
        />
        <div class="flex flex-wrap justify-end gap-3">
          <Button onClick={close} testId="key-offer-dismiss">
            {KEY_OFFER.dismiss}
          </Button>
          <Button type="submit" colour="primary" disabled={over.value} testId="key-offer-take">
            {KEY_OFFER.take}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
