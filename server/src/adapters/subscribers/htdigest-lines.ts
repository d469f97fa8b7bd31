import type { SubscriberSecret } from '../../ports/subscribers.ts'

/** The users of one realm by their names. */
export type Realm = Map<string, readonly SubscriberSecret[]>

export interface SubscriberTable {
  readonly realms: ReadonlyMap<string, Realm>
  readonly users: number
  /** Numbers, from 1, of lines that say nothing; not more than MOST_TOLD of them. */
  readonly wrongLines: readonly number[]
}

const MOST_TOLD = 20
/** Users of a small site; what has more has a database. */
const MOST_USERS = 1_000_000

/** Neither colons, which would be ambiguous, nor control characters. */
const LINE = /^([^:\p{Cc}]{1,128}):([^:\p{Cc}]{1,255}):([0-9a-f]{32}|[0-9a-f]{64})$/iu

/**
 * Reads what `htdigest` writes: a line `user:realm:HA1` for each user, HA1 as MD5 (32 hexadecimal digits) or SHA-256 (64). Who has a line for each may
 * use either; of two of a kind the later counts. Empty lines and those that begin with `#` are skipped.
 */
export function readHtdigest(text: string): SubscriberTable {
  const realms = new Map<string, Realm>()
  const wrongLines: number[] = []
  let users = 0
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const content = line.trimEnd()
    if (content === '' || content.startsWith('#')) continue
    const [, user, realm, ha1] = LINE.exec(content) ?? []
    if (user === undefined || realm === undefined || ha1 === undefined || users === MOST_USERS) {
      if (wrongLines.length < MOST_TOLD) wrongLines.push(number)
      continue
    }
    const names = realms.get(realm) ?? new Map()
    realms.set(realm, names)
    if (!names.has(user)) users++
    names.set(user, withSecret(names.get(user) ?? [], ha1))
  }
  return { realms, users, wrongLines }
}

function withSecret(secrets: readonly SubscriberSecret[], ha1: string): readonly SubscriberSecret[] {
  const hash = ha1.length === 64 ? 'SHA-256' : 'MD5'
  return [...secrets.filter((secret) => secret.hash !== hash), { hash, ha1: ha1.toLowerCase() }]
}
