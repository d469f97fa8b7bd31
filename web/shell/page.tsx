import { registrationWords } from '../words/registration.ts'
import { PAGE } from '../words/shell.ts'
import { Frame } from './frame.tsx'
import { LogInForm } from './log-in-form.tsx'
import { registrationState } from './registration-state.ts'
import type { Session } from './session.ts'

interface PageProps {
  readonly session: Session
  /** What the log-in form begins with. */
  readonly suggestedAccount: string
}

/** The whole page: the way in or, for who is signed in, everything. */
export function Page({ session, suggestedAccount }: PageProps) {
  if (session.loggedIn.value) return <Frame session={session} />
  return (
    <main class="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <h1 class="flex items-center gap-3 text-2xl font-semibold">
        <img src={`${import.meta.env.BASE_URL}weft.svg`} alt="" class="size-10" />
        {PAGE.name}
      </h1>
      <LogInForm session={session} suggestedAccount={suggestedAccount} />
      <p
        role="status"
        data-testid="registration-state"
        data-state={registrationState(session)}
        class="min-h-6 text-sm text-slate-600 dark:text-slate-300"
      >
        {session.server.value === 'away' ? (
          <span data-testid="server-away">{PAGE.away}</span>
        ) : (
          registrationWords(session.server.value, session.accountState.value)
        )}
      </p>
    </main>
  )
}
