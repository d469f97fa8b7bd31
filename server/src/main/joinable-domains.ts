import type { XmppDomains } from '../applications/xmpp/recipient.ts'
import type { Log } from '../ports/log.ts'

/** Domains of rooms that ours may join on other servers: those of `asked` that are none of ours, since what is said in a room of ours would come back. */
export function joinableDomains(
  asked: readonly string[],
  { users, rooms }: XmppDomains,
  log: Pick<Log, 'warn'>,
): ReadonlySet<string> {
  const own = asked.filter((domain) => users.has(domain) || rooms.has(domain))
  if (own.length > 0)
    log.warn('domains of ours are no domains of other XMPP servers', { option: 'muc_domains', domains: own.join(' ') })
  return new Set(asked.filter((domain) => !own.includes(domain)))
}
