import { useSignal } from '@preact/signals'
import type { Contact } from '@weft/client/address-book-copy'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { CONTACT } from '../words/contacts.ts'
import { addressOf, type Contacts, isFavourite } from './contacts.ts'

interface ContactFormProps {
  readonly session: Session
  readonly contacts: Contacts
  /** Null: a new one. */
  readonly known: Contact | null
  /** Of a new one, where it is known already. */
  readonly address: string
  readonly onClose: () => void
}

/** Where somebody is added to the address book, or what it says of them is changed. */
export function ContactForm({ session, contacts, known, address, onClose }: ContactFormProps) {
  const wrong = useSignal<'name' | 'address' | null>(null)
  const problem = useSignal<string | null>(null)
  const saving = useSignal(false)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement) || saving.value) return
    const data = new FormData(form)
    const name = String(data.get('contact-name') ?? '').trim()
    const uri = readAddress(String(data.get('contact-address') ?? ''), domainOf(session.account.value?.address ?? ''))
    wrong.value = name === '' ? 'name' : uri === null ? 'address' : null
    if (wrong.value !== null || uri === null) return
    saving.value = true
    problem.value = await contacts.save(known, { name, address: uri, favourite: data.has('contact-favourite') })
    saving.value = false
    if (problem.value === null) onClose()
  }

  return (
    <Dialog title={known === null ? CONTACT.add : CONTACT.edit} onClose={onClose} testId="contact-form">
      <form onSubmit={(event) => void submit(event)} noValidate class="flex flex-col gap-4">
        {problem.value !== null && <Alert testId="contact-problem">{problem.value}</Alert>}
        <Field
          name="contact-name"
          label={CONTACT.name}
          autocomplete="off"
          defaultValue={known?.name ?? ''}
          required
          error={wrong.value === 'name' ? CONTACT.noName : null}
          testId="contact-name"
        />
        <Field
          name="contact-address"
          label={CONTACT.address}
          inputMode="email"
          autocomplete="off"
          defaultValue={known === null ? address : addressOf(known)}
          required
          error={wrong.value === 'address' ? CONTACT.wrongAddress : null}
          testId="contact-address"
        />
        <label class="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            name="contact-favourite"
            defaultChecked={known !== null && isFavourite(known)}
            data-testid="contact-favourite"
            class="size-5 accent-indigo-600"
          />
          {CONTACT.favourite}
        </label>
        <div class="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose} testId="contact-cancel">
            {CONTACT.cancel}
          </Button>
          <Button type="submit" colour="primary" disabled={saving.value} testId="contact-save">
            {saving.value ? CONTACT.saving : CONTACT.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
