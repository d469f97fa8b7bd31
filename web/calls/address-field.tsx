import { type Signal, useSignal } from '@preact/signals'
import type { Party } from '@weft/client/call'
import { useId } from 'preact/hooks'
import { Avatar } from '../controls/avatar.tsx'
import { DIALER } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { suggestions } from './suggestions.ts'

interface AddressFieldProps {
  /** What is typed. */
  readonly typed: Signal<string>
  /** Who may be meant, those who are likelier first. */
  readonly people: readonly Party[]
  readonly error: string | null
}

/** Whom to call, with those listed who may be meant (WAI-ARIA practices, editable combobox with list autocomplete). */
export function AddressField({ typed, people, error }: AddressFieldProps) {
  const id = useId()
  const open = useSignal(false)
  const chosen = useSignal(-1)
  const found = open.value ? suggestions(typed.value, people) : []
  const current = found[chosen.value]

  function take(person: Party): void {
    typed.value = person.uri
    close()
  }

  function close(): void {
    open.value = false
    chosen.value = -1
  }

  function move(event: KeyboardEvent): void {
    if (event.key === 'Escape' && open.value) close()
    else if (event.key === 'Enter' && current !== undefined) take(current)
    else if (event.key === 'ArrowDown' && found.length > 0) chosen.value = (chosen.value + 1) % found.length
    else if (event.key === 'ArrowUp' && found.length > 0)
      chosen.value = (Math.max(chosen.value, 0) + found.length - 1) % found.length
    else return
    event.preventDefault()
  }

  return (
    <div class="relative min-w-0 grow">
      <label for={id} class="sr-only">
        {DIALER.label}
      </label>
      <input
        id={id}
        name="uri"
        type="text"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current === undefined ? undefined : `${id}-${chosen.value}`}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        inputMode="email"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={DIALER.placeholder}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value
          open.value = true
          chosen.value = -1
        }}
        onKeyDown={move}
        onBlur={close}
        data-testid="call-uri"
        class="min-h-11 w-full rounded-xl border border-slate-300 bg-white px-3 py-2 placeholder:text-slate-500 aria-invalid:border-rose-500 dark:border-slate-600 dark:bg-slate-900 dark:placeholder:text-slate-400"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={DIALER.suggestions}
        class="absolute inset-x-0 top-full z-30 mt-1 overflow-hidden rounded-xl bg-white py-1 shadow-xl ring-1 ring-slate-200 empty:hidden dark:bg-slate-800 dark:ring-slate-600"
      >
        {found.map((person, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
          <div
            key={person.uri}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen.value}
            // A press would take the focus from the field, and close the list before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(person)}
            data-testid="call-suggestion"
            class="flex min-h-12 cursor-pointer items-center gap-3 px-3 py-1.5 hover:bg-slate-100 aria-selected:bg-slate-100 dark:hover:bg-slate-700 dark:aria-selected:bg-slate-700"
          >
            <Avatar name={nameOf(person)} address={person.uri} className="size-8 text-sm" />
            <span class="min-w-0 leading-tight">
              <bdi class="block truncate font-medium">{nameOf(person)}</bdi>
              {person.displayName !== '' && (
                <bdi class="block truncate text-sm text-slate-500 dark:text-slate-400">{person.uri}</bdi>
              )}
            </span>
          </div>
        ))}
      </div>
      {error !== null && (
        <p id={`${id}-error`} class="mt-1 text-sm text-rose-600 dark:text-rose-400">
          {error}
        </p>
      )}
    </div>
  )
}
