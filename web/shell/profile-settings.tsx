import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { PROFILE } from '../words/settings.ts'
import type { Session } from './session.ts'
import { SettingsSection } from './settings-section.tsx'

/** Who one is, and what others are shown. */
export function ProfileSettings({ session }: { session: Session }) {
  const saved = useSignal(false)
  const account = session.account.value
  if (account === null) return null
  const busy = session.calls.busy.value || session.rooms.current.value !== null

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    session.rename(String(new FormData(event.currentTarget).get('own-name') ?? '').trim())
    saved.value = true
  }

  return (
    <SettingsSection title={PROFILE.title}>
      <form onSubmit={submit} class="flex flex-col gap-4">
        {!account.isGuest && (
          <p class="min-w-0">
            <span class="block text-sm font-medium">{PROFILE.account}</span>
            <bdi class="block truncate">{account.address}</bdi>
          </p>
        )}
        <Field
          name="own-name"
          label={PROFILE.name}
          autocomplete="name"
          defaultValue={account.displayName}
          hint={busy ? PROFILE.inCall : PROFILE.nameHint}
          onInput={() => {
            saved.value = false
          }}
          testId="own-name"
        />
        <div class="flex items-center gap-4">
          <Button type="submit" disabled={busy} testId="own-name-save">
            {PROFILE.save}
          </Button>
          <p role="status">{saved.value && PROFILE.saved}</p>
        </div>
      </form>
    </SettingsSection>
  )
}
