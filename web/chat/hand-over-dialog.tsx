import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { OWN_KEY } from '../words/own-key.ts'
import type { ChatEncryption } from './chat-encryption.ts'
import { keyFailureWords } from './key-failure.ts'

interface HandOverDialogProps {
  readonly encryption: ChatEncryption
  readonly onClose: () => void
}

/** Hands the account's key to another device, and shows the code to type in there. */
export function HandOverDialog({ encryption, onClose }: HandOverDialogProps) {
  const code = useSignal<string | null>(null)
  const error = useSignal<string | null>(null)
  useEffect(() => {
    encryption.offerPrivateKey().then(
      (shown) => {
        code.value = shown
      },
      (failure: unknown) => {
        error.value = keyFailureWords(failure)
      },
    )
  }, [])

  return (
    <Dialog title={OWN_KEY.handOver} onClose={onClose} testId="hand-over">
      {error.value !== null && <Alert testId="hand-over-failed">{error.value}</Alert>}
      {error.value === null && code.value === null && <p role="status">{OWN_KEY.handingOver}</p>}
      {code.value !== null && (
        <>
          <p>{OWN_KEY.code}</p>
          <p class="text-center font-mono text-4xl tracking-widest select-all" data-testid="hand-over-code">
            {code.value}
          </p>
          <p class="text-slate-600 dark:text-slate-300">{OWN_KEY.codeHint}</p>
        </>
      )}
      <Button onClick={onClose} testId="hand-over-done">
        {OWN_KEY.done}
      </Button>
    </Dialog>
  )
}
