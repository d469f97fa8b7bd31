interface CheckBoxProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** Where it is no part of a form. */
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly onChange?: (checked: boolean) => void
  readonly testId: string
}

/** A choice between yes and no. */
export function CheckBox({ name, label, hint, checked, disabled = false, onChange, testId }: CheckBoxProps) {
  return (
    <label class="flex min-h-11 cursor-pointer items-start gap-3 py-1">
      <input
        type="checkbox"
        name={name}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange?.(event.currentTarget.checked)}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
        data-testid={testId}
        class="mt-0.5 size-5 shrink-0 accent-indigo-600 dark:accent-indigo-400"
      />
      <span class="min-w-0">
        <span class="block">{label}</span>
        {hint !== undefined && (
          <span id={`${name}-hint`} class="block text-sm text-slate-600 dark:text-slate-300">
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}
