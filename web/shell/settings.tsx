import type { OwnKeyProps } from '../chat/own-key.tsx'
import { lazily } from '../controls/lazy.tsx'
import { SECTIONS } from '../words/shell.ts'
import { LogOut } from './log-out.tsx'
import type { Session } from './session.ts'

const OwnKey = lazily<OwnKeyProps>(async () => (await import('../chat/own-key.tsx')).OwnKey)

/** What can be chosen about the page and the account. */
export function Settings({ session }: { session: Session }) {
  const encryption = session.chat.value?.encryption
  return (
    <div class="mx-auto w-full max-w-2xl overflow-y-auto p-4 sm:p-6">
      <h1 class="mb-4 text-xl font-semibold">{SECTIONS.settings}</h1>
      {encryption && (
        <div class="mb-8">
          <OwnKey encryption={encryption} />
        </div>
      )}
      <LogOut session={session} testId="settings-logout" />
    </div>
  )
}
