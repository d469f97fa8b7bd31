import { useSignal } from '@preact/signals'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { CheckBox } from '../controls/check-box.tsx'
import { Field } from '../controls/field.tsx'
import { registrationFailure } from '../words/registration.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { domainOf, readAddress } from './address.ts'
import type { Session } from './session.ts'

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '')

/** Account, password and name; what is wrong with them once the server has said so. */
export function SignInForm({ session }: { session: Session }) {
  const addressError = useSignal<string | null>(null)
  // A password that the server wants as it was typed is nothing to keep.
  const mayRemember = useSignal(true)
  const { defaultDomain, clearPasswordDomains } = session.config.value
  const account = session.isGuest.value ? null : session.accountState.value
  const busy = account !== null && account.kind !== 'failed' && account.kind !== 'added'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const form = new FormData(event.currentTarget)
    const address = readAddress(textOf(form, 'account'), defaultDomain)
    addressError.value = address === null ? SIGN_IN.badAddress : null
    if (address === null) return
    const displayName = textOf(form, 'display-name').trim()
    const remember = mayRemember.value && form.has('remember')
    session.logIn({ address, password: textOf(form, 'password'), displayName, remember })
  }

  function look(typed: string): void {
    const address = readAddress(typed, defaultDomain)
    mayRemember.value = address === null || !clearPasswordDomains.includes(domainOf(address).toLowerCase())
  }

  return (
    <form onSubmit={submit} data-testid="login-form" class="space-y-4">
      <Field
        name="account"
        label={SIGN_IN.account}
        inputMode="email"
        autocomplete="username"
        placeholder={SIGN_IN.placeholder}
        defaultValue={session.suggestedAccount}
        error={addressError.value}
        onInput={look}
        required
        testId="login-account"
      />
      <Field
        name="password"
        label={SIGN_IN.password}
        type="password"
        autocomplete="current-password"
        required
        testId="login-password"
      />
      <Field name="display-name" label={SIGN_IN.name} autocomplete="name" hint={SIGN_IN.nameHint} testId="login-display-name" />
      {mayRemember.value && (
        <CheckBox name="remember" label={SIGN_IN.remember} hint={SIGN_IN.rememberHint} testId="login-remember" />
      )}
      {account?.kind === 'failed' && (
        <Alert testId="login-error">
          {registrationFailure(account.cause)}
          {account.retryInMs !== null && ` ${SIGN_IN.tryingAgain}`}
        </Alert>
      )}
      <div class="grid">
        <Button type="submit" colour="primary" testId="login-submit">
          {busy ? SIGN_IN.busy : SIGN_IN.submit}
        </Button>
      </div>
    </form>
  )
}
