import { useSignal } from '@preact/signals'
import type { KeyFileDialogProps } from '../chat/key-file-dialogs.tsx'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { lazily } from '../controls/lazy.tsx'
import { KEY_LEAVING } from '../words/encryption.ts'
import { PAGE } from '../words/shell.ts'
import type { Session } from './session.ts'

const SaveKeyDialog = lazily<KeyFileDialogProps>(async () => (await import('../chat/key-file-dialogs.tsx')).SaveKeyDialog)

interface LogOutProps {
  readonly session: Session
  readonly testId: string
}

/** The way out. As nothing of the account stays on this device, its key would be lost if it is nowhere else: so that is asked. */
export function LogOut({ session, testId }: LogOutProps) {
  const front = useSignal<'sure' | 'save' | null>(null)
  const encryption = session.chat.value?.encryption ?? null
  const hasKey = encryption?.state.value?.kind === 'ready'
  const show = (next: typeof front.value) => () => {
    front.value = next
  }
  return (
    <>
      <Button onClick={hasKey ? show('sure') : () => session.logOut()} testId={testId}>
        {PAGE.logOut}
      </Button>
      {front.value === 'sure' && (
        <Dialog title={KEY_LEAVING.title} onClose={show(null)} testId="logout-sure">
          <p class="text-slate-600 dark:text-slate-300">{KEY_LEAVING.hint}</p>
          <div class="flex flex-wrap justify-end gap-3">
            <Button onClick={show(null)} testId="logout-no">
              {KEY_LEAVING.stay}
            </Button>
            <Button onClick={show('save')} testId="logout-save">
              {KEY_LEAVING.save}
            </Button>
            <Button colour="stop" onClick={() => session.logOut()} testId="logout-yes">
              {KEY_LEAVING.leave}
            </Button>
          </div>
        </Dialog>
      )}
      {front.value === 'save' && encryption && <SaveKeyDialog encryption={encryption} onClose={show('sure')} />}
    </>
  )
}
