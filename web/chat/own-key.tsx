import { useSignal } from '@preact/signals'
import { printFingerprint } from '@weft/client/pgp/fingerprint'
import type { OwnKeysState } from '@weft/client/pgp/own-keys'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Confirm } from '../controls/confirm.tsx'
import { OWN_KEY } from '../words/own-key.ts'
import type { ChatEncryption } from './chat-encryption.ts'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { keyFailureWords } from './key-failure.ts'
import { LoadKeyDialog, SaveKeyDialog } from './key-file-dialogs.tsx'

/** What is in front of it. */
type Front = 'hand-over' | 'save' | 'load' | 'anew' | null

export interface OwnKeyProps {
  readonly encryption: ChatEncryption
}

/** The account's key: whether there is one on this device, and what can be done with it. */
export function OwnKey({ encryption }: OwnKeyProps) {
  const front = useSignal<Front>(null)
  const working = useSignal(false)
  const error = useSignal<string | null>(null)
  const state = encryption.state.value

  async function work(task: () => Promise<void>): Promise<void> {
    working.value = true
    error.value = null
    await task().catch((failure: unknown) => {
      error.value = keyFailureWords(failure)
    })
    working.value = false
  }
  const close = (): void => {
    front.value = null
  }

  return (
    <section aria-labelledby="own-key" class="flex flex-col gap-3" data-testid="own-key" data-state={state?.kind ?? 'loading'}>
      <h2 id="own-key" class="text-lg font-semibold">
        {OWN_KEY.title}
      </h2>
      {error.value !== null && <Alert testId="own-key-failed">{error.value}</Alert>}
      <div role="status">{working.value ? <p>{OWN_KEY.settingUp}</p> : <StateWords state={state} />}</div>
      {state !== null && (
        <div class="flex flex-wrap gap-3">
          {state.kind === 'ready' ? (
            <>
              {state.published === 'other' && (
                <Button colour="primary" onClick={() => void work(() => encryption.publishKey())} testId="own-key-publish">
                  {OWN_KEY.useThis}
                </Button>
              )}
              <Button icon="share" onClick={() => (front.value = 'hand-over')} testId="own-key-hand-over">
                {OWN_KEY.handOver}
              </Button>
              <Button icon="download" onClick={() => (front.value = 'save')} testId="own-key-save">
                {OWN_KEY.save}
              </Button>
            </>
          ) : state.published === 'other' ? (
            <Button onClick={() => (front.value = 'anew')} disabled={working.value} testId="own-key-anew">
              {OWN_KEY.startAnew}
            </Button>
          ) : (
            <Button
              colour="primary"
              icon="key"
              onClick={() => void work(() => encryption.setUp())}
              disabled={working.value || state.published === 'unknown'}
              testId="own-key-set-up"
            >
              {OWN_KEY.setUp}
            </Button>
          )}
          <Button icon="file" onClick={() => (front.value = 'load')} testId="own-key-load">
            {OWN_KEY.load}
          </Button>
        </div>
      )}
      {front.value === 'hand-over' && <HandOverDialog encryption={encryption} onClose={close} />}
      {front.value === 'save' && <SaveKeyDialog encryption={encryption} onClose={close} />}
      {front.value === 'load' && <LoadKeyDialog encryption={encryption} onClose={close} />}
      {front.value === 'anew' && (
        <Confirm
          title={OWN_KEY.startAnewTitle}
          hint={OWN_KEY.startAnewHint}
          confirm={OWN_KEY.startAnew}
          cancel={OWN_KEY.cancel}
          onConfirm={() => void work(() => encryption.setUp())}
          onClose={close}
          testId="own-key-anew-sure"
        />
      )}
    </section>
  )
}

function StateWords({ state }: { state: OwnKeysState | null }) {
  const quiet = 'text-slate-600 dark:text-slate-300'
  if (state === null) return <p class={quiet}>{OWN_KEY.loading}</p>
  if (state.kind === 'absent') {
    const elsewhere = state.published === 'other'
    return (
      <>
        <p class="font-medium">{elsewhere ? OWN_KEY.notHere : OWN_KEY.none}</p>
        <p class={quiet}>{elsewhere ? OWN_KEY.notHereHint : OWN_KEY.noneHint}</p>
      </>
    )
  }
  return (
    <>
      {state.published === 'other' ? (
        <>
          <p class="font-medium">{OWN_KEY.other}</p>
          <p class={quiet}>{OWN_KEY.otherHint}</p>
        </>
      ) : (
        <p class={quiet}>{OWN_KEY.ready}</p>
      )}
      <p class="mt-2 text-sm">
        <span class={quiet}>{OWN_KEY.fingerprint}: </span>
        <span class="font-mono" data-testid="own-fingerprint">
          {printFingerprint(state.fingerprint)}
        </span>
      </p>
    </>
  )
}
