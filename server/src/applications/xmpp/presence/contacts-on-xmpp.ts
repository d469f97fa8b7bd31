import type { SipRequest } from '@weft/protocols/sip/message'
import { subscriptionEndOf } from '@weft/protocols/xmpp/error-mapping'
import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { readStanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { SubscriptionRequest, SubscriptionVerdict } from '../../../ports/sip-subscriptions.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import type { SipParties } from '../sip-parties.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { ContactOnXmpp } from './contact-on-xmpp.ts'

interface ContactsNeeds {
  readonly router: XmppRouter
  readonly clock: Clock
  readonly log: Log
}

/** Seconds that a SIP subscription may last. */
const LONGEST = 3600
/** ms between two NOTIFYs that only tell of a change. */
const GAP = 1_000
const MOST_CONTACTS = 50_000
/** That one person on SIP watches, so that there is room for others. */
const MOST_OF_ONE = 1_000
const FULL: SubscriptionVerdict = { taken: false, answer: { status: 503, headers: [{ name: 'Retry-After', value: '60' }] } }

/** Contacts on XMPP that people on SIP watch (RFC 7248 §5, xmpp-gateway §5.1): one for each two of them, however many devices watch. */
export class ContactsOnXmpp {
  readonly #needs: ContactsNeeds
  readonly #contacts = new Map<string, ContactOnXmpp>()
  /** How many of them each person on SIP watches. */
  readonly #watched = new Map<string, number>()

  constructor(needs: ContactsNeeds) {
    this.#needs = needs
  }

  get size(): number {
    return this.#contacts.size
  }

  async subscribed(
    { subscription, expires }: SubscriptionRequest<SipRequest>,
    parties: SipParties,
  ): Promise<SubscriptionVerdict> {
    const { sender } = parties
    const target = bareJid(parties.target)
    const key = keyOf(sender, target)
    const known = this.#contacts.get(key)
    const watched = this.#watched.get(printJid(sender)) ?? 0
    if (!known && (this.#contacts.size >= MOST_CONTACTS || watched >= MOST_OF_ONE)) return FULL
    const contact = known ?? new ContactOnXmpp(target, this.#needs.clock)
    if (!known) this.#watched.set(printJid(sender), watched + 1)
    this.#contacts.set(key, contact)
    contact.watch(subscription)
    if (!known && expires > 0) this.#say('subscribe', sender, target)
    return {
      taken: true,
      state: contact.isAllowed ? 'active' : 'pending',
      ...{ expires: LONGEST, gap: GAP },
      content: () => contact.content(),
      ended: () => this.#left(sender, key, contact, () => contact.unwatch(subscription)),
    }
  }

  /** What a contact on XMPP says to who watches it: `subscribed`, `unsubscribed`, how it is, or an error. */
  told(presence: Addressed): void {
    const watcher = bareJid(presence.to)
    const key = keyOf(watcher, bareJid(presence.from))
    const contact = this.#contacts.get(key)
    if (!contact) return
    if (presence.type === 'subscribed') this.#allowed(watcher, contact, presence.from)
    else if (presence.type === 'unsubscribed') this.#left(watcher, key, contact, () => contact.end('rejected'))
    else if (presence.type === 'error') this.#refused(key, contact, presence)
    // Somebody who was shown to one device alone has not been shown to all of them.
    else if (presence.to.resource === null) contact.update(presence)
  }

  /**
   * Whose contact has known the watcher for long is told nothing else (RFC 6121 §3.1.3), so that how things are has to be asked for: not before it is
   * clear that the watcher may know, since servers take such a question for one that is to be refused together with the wish to watch.
   */
  #allowed(watcher: Jid, contact: ContactOnXmpp, from: Jid): void {
    if (contact.isAllowed) return
    contact.allow()
    this.#say('probe', watcher, bareJid(from))
  }

  #refused(key: string, contact: ContactOnXmpp, { to, element }: Addressed): void {
    const error = readStanzaError(element)
    const end = subscriptionEndOf(error)
    this.#needs.log.info('a contact on XMPP cannot be watched', { condition: error.condition, ends: end ?? 'no' })
    if (end !== null) this.#left(bareJid(to), key, contact, () => contact.end(end))
  }

  /** The subscription stays in the contact's roster: on XMPP it lasts until somebody takes it back, and on SIP nobody ever does. */
  #left(watcher: Jid, key: string, contact: ContactOnXmpp, leave: () => void): void {
    leave()
    if (!contact.isUnwatched || this.#contacts.get(key) !== contact) return
    this.#contacts.delete(key)
    const watched = (this.#watched.get(printJid(watcher)) ?? 1) - 1
    if (watched === 0) this.#watched.delete(printJid(watcher))
    else this.#watched.set(printJid(watcher), watched)
  }

  #say(type: 'subscribe' | 'probe', from: Jid, to: Jid): void {
    void this.#needs.router.send(stanza('presence', { type, from, to }))
  }
}

function keyOf(watcher: Jid, contact: Jid): string {
  return `${printJid(watcher)} ${printJid(contact)}`
}
