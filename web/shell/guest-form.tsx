import { useSignal } from '@preact/signals'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { registrationFailure } from '../words/registration.ts'
import { GUEST } from '../words/sign-in.ts'
import type { Session } from './session.ts'

/** Characters of a name. */
const LONGEST_NAME = 64

/** A name, and in one is. */
export function GuestForm({ session }: { session: Session }) {
  const nameError = useSignal<string | null>(null)
  const state = session.isGuest.value ? session.accountState.value : null
  const { kind } = session.route.value
  const words = kind === 'room' ? GUEST.join : kind === 'call' ? GUEST.call : GUEST.submit

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const name = String(new FormData(event.currentTarget).get('guest-name') ?? '')
      .trim()
      .slice(0, LONGEST_NAME)
    nameError.value = name === '' ? GUEST.nameMissing : null
    if (name !== '') session.enterAsGuest(name)
  }

  return (
    <form onSubmit={submit} data-testid="guest-form" class="space-y-4">
      <Field
        name="guest-name"
        label={GUEST.name}
        autocomplete="name"
        placeholder={GUEST.namePlaceholder}
        error={nameError.value}
        required
        testId="guest-name"
      />
      {state?.kind === 'failed' && <Alert testId="guest-error">{registrationFailure(state.cause)}</Alert>}
      <div class="grid">
        <Button type="submit" colour="primary" testId="guest-submit">
          {state !== null && state.kind !== 'failed' ? GUEST.busy : words}
        </Button>
      </div>
    </form>
  )
}
