import type { ComponentChildren } from 'preact'
import { PAGE } from '../words/shell.ts'
import { Icon } from './icon.tsx'

interface AlertProps {
  readonly children: ComponentChildren
  /** Without it the alert stays until what it is about has passed. */
  readonly onDismiss?: () => void
  readonly testId: string
}

/** Something went wrong, said at once to everybody. */
export function Alert({ children, onDismiss, testId }: AlertProps) {
  return (
    <div
      role="alert"
      data-testid={testId}
      class="flex items-start gap-3 rounded-xl bg-rose-50 px-4 py-3 text-rose-800 ring-1 ring-rose-200 dark:bg-rose-950 dark:text-rose-200 dark:ring-rose-900"
    >
      <p class="min-w-0 grow break-words">{children}</p>
      {onDismiss && (
        <button
          type="button"
          aria-label={PAGE.dismiss}
          title={PAGE.dismiss}
          onClick={onDismiss}
          data-testid={`${testId}-dismiss`}
          class="rounded p-0.5"
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}
