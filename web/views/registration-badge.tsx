import type { AccountState } from '@weft/client/account'
import type { ConnectionState } from '@weft/client/connection'
import type { Phone } from '../phone.ts'
import { registrationWords } from '../words.ts'

/** What the badge is about, in one word for tests: the connection while there is none, then the account. */
function stateName(connection: ConnectionState, account: AccountState | null): string {
  if (connection.kind !== 'ready') return connection.kind
  return account?.kind ?? 'none'
}

const DOTS: Readonly<Record<string, string>> = {
  registered: 'bg-emerald-500',
  failed: 'bg-rose-500',
  waiting: 'bg-rose-500',
  none: 'bg-slate-400',
  added: 'bg-slate-400',
}

/** Whose page this is, and whether it can be called. */
export function RegistrationBadge({ phone }: { phone: Phone }) {
  const connection = phone.connection.value
  const account = phone.accountState.value
  const name = stateName(connection, account)
  const address = phone.account.value?.address
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
          {registrationWords(connection, account)}
        </div>
      </div>
    </div>
  )
}
