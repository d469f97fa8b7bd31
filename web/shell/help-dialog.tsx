import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { HELP, SHORTCUT_GROUPS } from '../words/help.ts'
import type { Session } from './session.ts'

/** Which keys do what. */
export function HelpDialog({ session }: { session: Session }) {
  const close = (): void => {
    session.helpShown.value = false
  }
  return (
    <Dialog title={HELP.title} onClose={close} testId="help">
      {SHORTCUT_GROUPS.map(({ title, shortcuts }) => (
        <section key={title}>
          <h3 class="mb-1 text-sm font-semibold text-slate-600 dark:text-slate-300">{title}</h3>
          <dl class="divide-y divide-slate-200 dark:divide-slate-700">
            {shortcuts.map(([key, what]) => (
              <div key={key} class="flex items-baseline justify-between gap-4 py-1.5">
                <dt class="order-last">
                  <kbd class="rounded-md bg-slate-100 px-2 py-0.5 font-sans text-sm whitespace-nowrap ring-1 ring-slate-300 dark:bg-slate-900 dark:ring-slate-600">
                    {key}
                  </kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <div class="flex justify-end">
        <Button onClick={close} testId="help-close">
          {HELP.close}
        </Button>
      </div>
    </Dialog>
  )
}
