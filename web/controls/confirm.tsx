import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmProps {
  readonly title: string
  /** What happens then. */
  readonly hint: string
  readonly confirm: string
  readonly cancel: string
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly testId: string
}

/** Asks before something is done that cannot be undone. */
export function Confirm({ title, hint, confirm, cancel, onConfirm, onClose, testId }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <p class="text-slate-600 dark:text-slate-300">{hint}</p>
      <div class="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose} testId={`${testId}-no`}>
          {cancel}
        </Button>
        <Button
          colour="stop"
          onClick={() => {
            onClose()
            onConfirm()
          }}
          testId={`${testId}-yes`}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}
