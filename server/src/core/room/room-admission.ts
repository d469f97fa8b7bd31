import { accountKey } from '../devices.ts'
import { roomAccess } from '../room-access.ts'
import type { RoomSettings } from './room-settings.ts'

/** Whether an account may come into a room, and why not. */
export type Admission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string }

/** `proved`: the account has shown that it is who it says. Moderators come in wherever they have. */
export function admission(
  account: string,
  proved: boolean,
  { access, registeredOnly, moderators }: Pick<RoomSettings, 'access' | 'registeredOnly' | 'moderators'>,
): Admission {
  if (proved && moderators.includes(accountKey(account))) return { allowed: true }
  if (registeredOnly && !proved) return { allowed: false, reason: 'not registered' }
  return roomAccess(access, account)
}
