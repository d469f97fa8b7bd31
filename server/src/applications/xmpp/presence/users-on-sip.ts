import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import { sipUriOf } from '../sip-uri.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { type UserNeeds, UserOnSip } from './user-on-sip.ts'

const MOST_USERS = 50_000
/** People of one XMPP domain may watch as many as that, so that there is room for those of others. */
const MOST_OF_ONE_DOMAIN = 20_000

/** People on SIP whom contacts on XMPP watch (RFC 7248 §4, xmpp-gateway §5.2): one for each two of them. */
export class UsersOnSip {
  readonly #needs: Omit<UserNeeds, 'ended'>
  readonly #users = new Map<string, UserOnSip>()
  readonly #ofDomain = new Map<string, number>()

  constructor(needs: Omit<UserNeeds, 'ended'>) {
    this.#needs = needs
  }

  get size(): number {
    return this.#users.size
  }

  /** What a contact on XMPP wants: `subscribe`, `probe`, `unsubscribe`. */
  asked(presence: Addressed): void {
    const [watcher, user] = [bareJid(presence.from), bareJid(presence.to)]
    const known = this.#users.get(keyOf(watcher, user))
    if (presence.type === 'unsubscribe') {
      if (known) known.end('unsubscribed')
      else void this.#needs.router.send(stanza('presence', { type: 'unsubscribed', from: user, to: watcher }))
    } else if (known && presence.type === 'subscribe') known.ask()
    else if (known) known.probe(presence.from)
    else this.#watch(presence, watcher, user)
  }

  /** Nothing can be told to that contact any more. */
  lost(presence: Addressed): void {
    this.#users.get(keyOf(bareJid(presence.from), bareJid(presence.to)))?.end(null)
  }

  /** Nobody is watched any more, and everybody is told that nobody is there. */
  close(): void {
    for (const user of this.#users.values()) user.end(null)
  }

  #watch(presence: Addressed, watcher: Jid, user: Jid): void {
    const [watcherUri, userUri] = [sipUriOf(watcher), sipUriOf(user)]
    const count = this.#ofDomain.get(watcher.domain) ?? 0
    if (watcherUri === null || userUri === null) this.#refuse(presence, 'jid-malformed')
    else if (this.#users.size >= MOST_USERS || count >= MOST_OF_ONE_DOMAIN) this.#refuse(presence, 'resource-constraint')
    else {
      const key = keyOf(watcher, user)
      this.#ofDomain.set(watcher.domain, count + 1)
      const ended = () => this.#forget(key, watcher.domain)
      const asked = presence.type === 'subscribe'
      this.#users.set(key, new UserOnSip({ watcher, user, watcherUri, userUri }, asked, { ...this.#needs, ended }))
    }
  }

  #forget(key: string, domain: string): void {
    if (!this.#users.delete(key)) return
    const count = (this.#ofDomain.get(domain) ?? 1) - 1
    if (count === 0) this.#ofDomain.delete(domain)
    else this.#ofDomain.set(domain, count)
  }

  #refuse({ element }: Addressed, condition: StanzaErrorCondition): void {
    const error = errorTo(element, stanzaError(condition))
    if (error) void this.#needs.router.send(error)
  }
}

function keyOf(watcher: Jid, user: Jid): string {
  return `${printJid(watcher)} ${printJid(user)}`
}
