import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'

/** Whom to call, and how. */
export function Dialer({ session }: { session: Session }) {
  const error = useSignal<string | null>(null)
  const address = session.account.value?.address ?? ''
  const capturing = session.calls.capturing.value
  const unable = capturing || session.server.value !== 'ready'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const uri = readAddress(String(new FormData(form).get('uri') ?? ''), domainOf(address))
    error.value = uri === null ? 'Enter an address such as name@example.com, or a number.' : null
    const video = event.submitter?.getAttribute('value') === 'video'
    if (uri !== null) void session.calls.dial(uri, video ? 'video' : 'audio')
  }

  return (
    <form
      onSubmit={submit}
      data-testid="call-form"
      class="flex flex-col gap-3 rounded-2xl bg-white p-4 shadow-sm ring-1 ring-slate-200 sm:p-5 dark:bg-slate-800 dark:ring-slate-700"
    >
      <Field
        name="uri"
        label="Call somebody"
        inputMode="email"
        autocomplete="off"
        placeholder={`name or name@${domainOf(address)}`}
        error={error.value}
        required
        testId="call-uri"
      />
      <div class="grid grid-cols-2 gap-3">
        <Button type="submit" colour="go" icon="phone" value="audio" disabled={unable} testId="call-audio">
          Call
        </Button>
        <Button type="submit" colour="quiet" icon="video" value="video" disabled={unable} testId="call-video">
          Video call
        </Button>
      </div>
      <p role="status" class="text-sm text-slate-500 empty:hidden dark:text-slate-400">
        {capturing ? 'If the browser asks, allow it to use the microphone.' : ''}
      </p>
    </form>
  )
}
