import type { AccountState } from '@weft/client/account'
import type { ServerState } from './server-state.ts'
import type { Session } from './session.ts'

export type RegistrationState = Exclude<ServerState, 'ready'> | AccountState['kind'] | 'none'

/** In one word: about the server while there is no connection, then about the account. */
export function registrationState({ server, accountState }: Session): RegistrationState {
  return server.value === 'ready' ? (accountState.value?.kind ?? 'none') : server.value
}
