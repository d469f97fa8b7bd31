interface FieldProps {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password'
  readonly inputMode?: 'text' | 'email' | 'numeric'
  /** What the browser may fill in (HTML, autofill field names). */
  readonly autocomplete: string
  readonly placeholder?: string
  readonly defaultValue?: string
  readonly required?: boolean
  readonly hint?: string
  /** The id of a `datalist` with what to propose. */
  readonly list?: string
  /** What is wrong with what was typed. */
  readonly error?: string | null
  readonly onInput?: (typed: string) => void
  readonly testId: string
}

/** A labelled text field that says what is wrong with its content. */
export function Field({ name, label, type = 'text', hint, error = null, onInput, testId, ...input }: FieldProps) {
  const note = error ?? hint
  const kind = type === 'password' ? ({ type: 'password' } as const) : ({ type: 'text' } as const)
  return (
    <div>
      <label for={name} class="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        {...input}
        {...kind}
        id={name}
        onInput={onInput && ((event) => onInput(event.currentTarget.value))}
        name={name}
        data-testid={testId}
        aria-invalid={error !== null}
        aria-describedby={note === undefined ? undefined : `${name}-note`}
        autocapitalize="off"
        spellcheck={false}
        class="w-full rounded-xl border border-slate-300 bg-white px-3 py-2.5 placeholder:text-slate-400 aria-invalid:border-rose-500 dark:border-slate-600 dark:bg-slate-900 dark:placeholder:text-slate-500"
      />
      {note !== undefined && (
        <p
          id={`${name}-note`}
          class={`mt-1 text-sm ${error === null ? 'text-slate-500 dark:text-slate-400' : 'text-rose-600 dark:text-rose-400'}`}
        >
          {note}
        </p>
      )}
    </div>
  )
}
