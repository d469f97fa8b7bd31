import { splitList, type ValueType } from './values.ts'

/** Which list decides, Apache's way: `allow,deny` lets in who is allowed and not denied, `deny,allow` who is allowed or not denied. */
export type AccessPolicy = 'allow,deny' | 'deny,allow'

/** Whom a list names. */
export interface AccessList {
  /** True: everybody, whatever the rest says. */
  readonly everyone: boolean
  /** `user@domain`, compared whole. */
  readonly addresses: readonly string[]
  /** In lower case; a domain does not stand for the domains below it. */
  readonly domains: readonly string[]
}

export const accessPolicy: ValueType<AccessPolicy> = {
  parse: (given) => {
    const order = given.toLowerCase().replace(/\s/g, '')
    return order === 'allow,deny' || order === 'deny,allow'
      ? { value: order }
      : { problem: 'is neither "allow, deny" nor "deny, allow"' }
  },
  show: (value) => value,
}

/** Domains and `user@domain`; all, any or * is everybody, none or nothing is nobody. */
export const accessList: ValueType<AccessList> = {
  parse: (given) => {
    const items = splitList(given)
    const named = items.filter((item) => !meansEveryone(item))
    return {
      value: {
        everyone: named.length < items.length,
        addresses: named.filter((item) => item.includes('@')).map(escapeUser),
        domains: named.filter((item) => !item.includes('@')).map((item) => item.toLowerCase()),
      },
    }
  },
  show: ({ everyone, addresses, domains }) => [...(everyone ? ['all'] : []), ...addresses, ...domains].join(', ') || 'none',
}

function meansEveryone(item: string): boolean {
  return ['all', 'any', '*'].includes(item.toLowerCase())
}

/** A user part may hold an `@` only escaped; the last one divides it from the domain. */
function escapeUser(item: string): string {
  const at = item.lastIndexOf('@')
  return `${item.slice(0, at).replaceAll('@', '%40')}@${item.slice(at + 1).toLowerCase()}`
}
