import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import type { CallKind } from '../media/capture.ts'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { DIALER, KEYPAD } from '../words/calls.ts'
import { AddressField } from './address-field.tsx'
import { playKey } from './key-tone.ts'
import { Keys } from './keys.tsx'
import { people } from './people.ts'

/** Whom to call, and how. */
export function Dialer({ session }: { session: Session }) {
  const typed = useSignal('')
  const error = useSignal<string | null>(null)
  const keypad = useSignal(false)
  const { calls } = session
  const capturing = calls.capturing.value
  const unable = capturing !== null || session.server.value !== 'ready'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const uri = readAddress(typed.value, domainOf(session.account.value?.address ?? ''))
    error.value = uri === null ? DIALER.invalid : null
    if (uri === null) return
    const video = event.submitter?.getAttribute('value') === 'video'
    void dial(uri, video ? 'video' : 'audio')
  }

  async function dial(uri: string, kind: CallKind): Promise<void> {
    await calls.dial(uri, kind)
    if (calls.problem.value === null) typed.value = ''
  }

  function press(key: string): void {
    playKey(key)
    typed.value += key
  }

  return (
    <form onSubmit={submit} data-testid="call-form" class="flex flex-col gap-3">
      <div class="flex items-start gap-2">
        <AddressField typed={typed} people={people(session)} error={error.value} />
        <button
          type="button"
          aria-label={keypad.value ? DIALER.hideKeypad : DIALER.showKeypad}
          title={keypad.value ? DIALER.hideKeypad : DIALER.showKeypad}
          aria-pressed={keypad.value}
          onClick={() => {
            keypad.value = !keypad.value
          }}
          data-testid="dial-pad-toggle"
          class="grid size-11 shrink-0 place-items-center rounded-xl text-slate-600 hover:bg-slate-100 aria-pressed:bg-slate-200 dark:text-slate-300 dark:hover:bg-slate-700 dark:aria-pressed:bg-slate-700"
        >
          <Icon name="keypad" />
        </button>
      </div>
      {keypad.value && (
        <fieldset class="border-0 p-0" data-testid="dial-pad">
          <legend class="sr-only">{KEYPAD}</legend>
          <Keys onPress={press} testId="dial" />
        </fieldset>
      )}
      <div class="grid grid-cols-2 gap-2">
        <Button type="submit" colour="go" icon="phone" value="audio" disabled={unable} testId="call-audio">
          {DIALER.call}
        </Button>
        <Button type="submit" colour="quiet" icon="video" value="video" disabled={unable} testId="call-video">
          {DIALER.video}
        </Button>
      </div>
      <p role="status" class="text-sm text-slate-600 empty:hidden dark:text-slate-300">
        {capturing === 'video' ? DIALER.allowing : capturing === 'audio' ? DIALER.asking : ''}
      </p>
    </form>
  )
}
