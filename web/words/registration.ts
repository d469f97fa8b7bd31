import type { AccountState } from '@weft/client/account'
import type { Cause, CauseKind } from '@weft/client/cause'
import type { ServerState } from '../shell/server-state.ts'

const REGISTRATION_FAILURES: Partial<Record<CauseKind, string>> = {
  credentials: 'Wrong account or password.',
  forbidden: 'The phone server does not allow this account.',
  'not-found': 'The phone server does not know this account.',
  'no-answer': 'The phone server does not answer.',
  unreachable: 'The phone server cannot be reached.',
}

/** Why a registration failed, in plain words. */
export function registrationFailure(cause: Cause): string {
  const known = REGISTRATION_FAILURES[cause.kind]
  return known ?? (cause.text === '' ? 'Registration failed.' : `Registration failed: ${cause.text}`)
}

/** What the account's state means for who uses it, in a few words. */
export function registrationWords(server: ServerState, account: AccountState | null): string {
  if (server !== 'ready') return server === 'away' ? 'No connection, retrying…' : 'Connecting…'
  switch (account?.kind) {
    case undefined:
      return 'Not signed in'
    case 'registered':
      return 'Online'
    case 'added':
      return 'Cannot be called'
    case 'failed':
      return registrationFailure(account.cause)
    default:
      return 'Signing in…'
  }
}
