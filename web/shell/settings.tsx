import { Button } from '../controls/button.tsx'
import { PAGE, SECTIONS } from '../words/shell.ts'
import type { Session } from './session.ts'

/** What can be chosen about the page and the account. */
export function Settings({ session }: { session: Session }) {
  return (
    <div class="mx-auto w-full max-w-2xl overflow-y-auto p-4 sm:p-6">
      <h1 class="mb-4 text-xl font-semibold">{SECTIONS.settings}</h1>
      <Button onClick={() => session.logOut()} testId="settings-logout">
        {PAGE.logOut}
      </Button>
    </div>
  )
}
