import { useSignal } from '@preact/signals'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { registrationFailure } from '../words/registration.ts'
import { readAddress } from './address.ts'
import type { Session } from './session.ts'

interface LogInFormProps {
  readonly session: Session
  readonly suggestedAccount: string
}

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '')

/** Account, password and name; what is wrong with them once the server has said so. */
export function LogInForm({ session, suggestedAccount }: LogInFormProps) {
  const addressError = useSignal<string | null>(null)
  const account = session.accountState.value
  const busy = account !== null && account.kind !== 'failed' && account.kind !== 'added'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const form = new FormData(event.currentTarget)
    const address = readAddress(textOf(form, 'account'), null)
    addressError.value = address === null ? 'An account looks like name@example.com.' : null
    if (address === null) return
    session.logIn({ address, password: textOf(form, 'password'), displayName: textOf(form, 'display-name').trim() })
  }

  return (
    <form
      onSubmit={submit}
      data-testid="login-form"
      class="w-full max-w-sm space-y-5 rounded-2xl bg-white p-6 shadow-sm ring-1 ring-slate-200 sm:p-8 dark:bg-slate-800 dark:ring-slate-700"
    >
      <div>
        <h2 class="text-xl font-semibold">Log in</h2>
        <p class="mt-1 text-sm text-slate-500 dark:text-slate-400">With your SIP account, to call and to be called.</p>
      </div>
      <Field
        name="account"
        label="Account"
        inputMode="email"
        autocomplete="username"
        placeholder="name@example.com"
        defaultValue={suggestedAccount}
        error={addressError.value}
        required
        testId="login-account"
      />
      <Field name="password" label="Password" type="password" autocomplete="current-password" testId="login-password" />
      <Field
        name="display-name"
        label="Your name"
        autocomplete="name"
        hint="Shown to those you call. You may leave it empty."
        testId="login-display-name"
      />
      {account?.kind === 'failed' && (
        <Alert testId="login-error">
          {registrationFailure(account.cause)}
          {account.retryInMs !== null && ' Trying again…'}
        </Alert>
      )}
      <div class="grid">
        <Button type="submit" colour="primary" testId="login-submit">
          {busy ? 'Logging in…' : 'Log in'}
        </Button>
      </div>
    </form>
  )
}
