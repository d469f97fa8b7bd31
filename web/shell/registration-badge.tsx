import { registrationWords } from '../words/registration.ts'
import type { Session } from './session.ts'

const DOTS: Readonly<Record<string, string>> = {
  registered: 'bg-emerald-500',
  failed: 'bg-rose-500',
  away: 'bg-rose-500',
  none: 'bg-slate-400',
  added: 'bg-slate-400',
}

/** Whose page this is, and whether it can be called. */
export function RegistrationBadge({ session }: { session: Session }) {
  const server = session.server.value
  const account = session.accountState.value
  // One word for tests: about the server while there is no connection, then about the account.
  const name = server === 'ready' ? (account?.kind ?? 'none') : server
  const address = session.account.value?.address
  return (
    <div class="flex min-w-0 items-center gap-2.5">
      <span class={`size-2.5 shrink-0 rounded-full ${DOTS[name] ?? 'bg-amber-500 motion-safe:animate-pulse'}`} />
      <div class="min-w-0 leading-tight">
        {address !== undefined && (
          <div class="truncate text-sm font-medium" data-testid="account-address">
            {address}
          </div>
        )}
        <div role="status" data-testid="registration-state" data-state={name} class="text-sm text-slate-600 dark:text-slate-300">
          {registrationWords(server, account)}
        </div>
      </div>
    </div>
  )
}
