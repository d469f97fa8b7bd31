import { addressKey, hostOf } from './address-key.ts'

/** Whom a list names. */
interface AccessList {
  /** True: everybody, whatever the rest says. */
  readonly everyone: boolean
  /** `user@domain`. */
  readonly addresses: readonly string[]
  /** A domain does not stand for the domains below it. */
  readonly domains: readonly string[]
}

/** Who may enter a room: options `access_policy`, `allow` and `deny` of its section (msrp-conference §2). */
export interface Access {
  /** `allow,deny` lets in who is allowed and not denied, `deny,allow` keeps out who is denied and not allowed. */
  readonly accessPolicy: 'allow,deny' | 'deny,allow'
  readonly allow: AccessList
  readonly deny: AccessList
}

export type RoomAccess =
  | { readonly allowed: true }
  /** `not-allowed`: one would have to be on the list of those who are. `denied`: one is on the other. */
  | { readonly allowed: false; readonly reason: 'not-allowed' | 'denied' }

/** Whether that address (`user@host`, as the network vouches for it) may enter a room (msrp-conference §2.1). */
export function roomAccess({ accessPolicy, allow, deny }: Access, address: string): RoomAccess {
  const isAllowed = names(allow, address, addressKey)
  const isDenied = names(deny, address, anyCase)
  if (accessPolicy === 'deny,allow') return isDenied && !isAllowed ? { allowed: false, reason: 'denied' } : { allowed: true }
  if (!isAllowed) return { allowed: false, reason: 'not-allowed' }
  return isDenied ? { allowed: false, reason: 'denied' } : { allowed: true }
}

function names({ everyone, addresses, domains }: AccessList, address: string, keyOf: (address: string) => string): boolean {
  if (everyone) return true
  const key = keyOf(address)
  return domains.includes(hostOf(address)) || addresses.some((listed) => keyOf(listed) === key)
}

/** Registrars often take `BOB` for `bob`: nobody gets past a ban by spelling himself otherwise. */
function anyCase(address: string): string {
  return addressKey(address).toLowerCase()
}
