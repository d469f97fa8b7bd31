import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import { PEOPLE } from '../words/rooms.ts'
import type { Room } from './room.ts'

/** As many contacts are proposed. */
const MOST_PROPOSED = 50
const PROPOSED = 'room-invite-contacts'

interface InviteFormProps {
  readonly room: Room
  /** Addresses to propose. */
  readonly contacts: readonly string[]
}

/** Whom to invite: one address, or several with commas between them. */
export function InviteForm({ room, contacts }: InviteFormProps) {
  const error = useSignal<string | null>(null)
  const domain = domainOf(room.own.uri)

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const typed = String(new FormData(form).get('room-invite-uri') ?? '').split(/[,;]/)
    const uris = typed.filter((one) => one.trim() !== '').map((one) => readAddress(one, domain))
    const known = uris.filter((uri) => uri !== null)
    error.value = known.length < uris.length || known.length === 0 ? PEOPLE.badAddress : null
    if (error.value !== null) return
    form.reset()
    room.invite(known)
  }

  return (
    <form onSubmit={submit} class="flex flex-col gap-3" data-testid="room-invite-form">
      <Field
        name="room-invite-uri"
        label={PEOPLE.invite}
        inputMode="email"
        autocomplete="off"
        placeholder={PEOPLE.invitePlaceholder(domain)}
        error={error.value}
        list={PROPOSED}
        required
        testId="room-invite-uri"
      />
      <datalist id={PROPOSED}>
        {contacts.slice(0, MOST_PROPOSED).map((uri) => (
          <option key={uri} value={uri} />
        ))}
      </datalist>
      <Button type="submit" icon="add-person" testId="room-invite">
        {PEOPLE.inviteButton}
      </Button>
    </form>
  )
}
