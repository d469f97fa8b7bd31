import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { OWN_KEY } from '../words/own-key.ts'
import type { ChatEncryption } from './chat-encryption.ts'
import { keyFailureWords } from './key-failure.ts'

/** In bytes; a file with a key is a few KiB. */
const LARGEST_KEY_FILE = 1_000_000

export interface KeyFileDialogProps {
  readonly encryption: ChatEncryption
  readonly onClose: () => void
}

/** Saves the account's key to a file, under a password. */
export function SaveKeyDialog({ encryption, onClose }: KeyFileDialogProps) {
  const error = useSignal<string | null>(null)

  async function save(form: FormData): Promise<void> {
    const text = await encryption.exportKey(String(form.get('key-password')))
    const url = URL.createObjectURL(new Blob([text], { type: 'application/pgp-keys' }))
    const link = document.createElement('a')
    link.href = url
    link.download = 'private-key.asc'
    link.click()
    URL.revokeObjectURL(url)
    onClose()
  }

  return (
    <Dialog title={OWN_KEY.save} onClose={onClose} testId="save-key">
      <KeyForm onSubmit={save} error={error.value} onError={(words) => (error.value = words)}>
        <Field
          name="key-password"
          label={OWN_KEY.password}
          type="password"
          autocomplete="new-password"
          required
          hint={OWN_KEY.passwordHint}
          testId="key-password"
        />
        <Buttons submit={OWN_KEY.saveNow} onClose={onClose} />
      </KeyForm>
    </Dialog>
  )
}

/** Takes the account's key from a file, as this page or another client wrote it. */
export function LoadKeyDialog({ encryption, onClose }: KeyFileDialogProps) {
  const error = useSignal<string | null>(null)

  async function load(form: FormData): Promise<void> {
    const file = form.get('key-file')
    if (!(file instanceof File) || file.size === 0) return
    const text = file.size > LARGEST_KEY_FILE ? '' : await file.text()
    const password = String(form.get('key-password'))
    await encryption.importKey(text, password === '' ? undefined : password)
    onClose()
  }

  return (
    <Dialog title={OWN_KEY.load} onClose={onClose} testId="load-key">
      <KeyForm onSubmit={load} error={error.value} onError={(words) => (error.value = words)}>
        <div>
          <label for="key-file" class="mb-1 block text-sm font-medium">
            {OWN_KEY.file}
          </label>
          <input id="key-file" name="key-file" type="file" accept=".asc,.pgp,.gpg,.txt" required data-testid="key-file" />
        </div>
        <Field
          name="key-password"
          label={OWN_KEY.password}
          type="password"
          autocomplete="current-password"
          testId="key-password"
        />
        <Buttons submit={OWN_KEY.loadNow} onClose={onClose} />
      </KeyForm>
    </Dialog>
  )
}

interface KeyFormProps {
  readonly onSubmit: (form: FormData) => Promise<void>
  readonly error: string | null
  readonly onError: (words: string | null) => void
  readonly children: ComponentChildren
}

function KeyForm({ onSubmit, error, onError, children }: KeyFormProps) {
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    onError(null)
    await onSubmit(new FormData(event.currentTarget)).catch((failure: unknown) => onError(keyFailureWords(failure)))
  }
  return (
    <form onSubmit={submit} class="flex flex-col gap-4">
      {error !== null && <Alert testId="key-file-failed">{error}</Alert>}
      {children}
    </form>
  )
}

function Buttons({ submit, onClose }: { submit: string; onClose: () => void }) {
  return (
    <div class="flex flex-wrap justify-end gap-3">
      <Button onClick={onClose} testId="key-file-cancel">
        {OWN_KEY.cancel}
      </Button>
      <Button type="submit" colour="primary" testId="key-file-submit">
        {submit}
      </Button>
    </div>
  )
}
