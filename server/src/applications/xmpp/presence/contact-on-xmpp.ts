import { PIDF_TYPE } from '@weft/protocols/presence/pidf'
import { printPidf } from '@weft/protocols/presence/print-pidf'
import { delayOf } from '@weft/protocols/xmpp/delay'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { availabilityOf } from '@weft/protocols/xmpp/presence'
import type { Clock } from '../../../ports/clock.ts'
import type { SipContent, SipSubscription, TerminationReason } from '../../../ports/sip-subscriptions.ts'
import type { Addressed } from '../stanza-handlers.ts'
import { pidfOfContact, type ResourcePresence } from './contact-pidf.ts'

/** Devices of one contact that are kept; who has more is told of the newest. */
const MOST_RESOURCES = 32
/** Characters of what is told in one NOTIFY, which has to get to a phone. */
const LONGEST_DOCUMENT = 32_768

/** A contact on XMPP whom somebody on SIP watches, with one device or several. */
export class ContactOnXmpp {
  readonly #contact: Jid
  readonly #clock: Clock
  readonly #watchers = new Set<SipSubscription>()
  readonly #resources = new Map<string | null, ResourcePresence>()
  /** The contact has said that it may be watched, or shown itself. */
  #isAllowed = false

  /** `contact` is bare. */
  constructor(contact: Jid, clock: Clock) {
    this.#contact = contact
    this.#clock = clock
  }

  get isAllowed(): boolean {
    return this.#isAllowed
  }

  /** Whether nobody watches any more. */
  get isUnwatched(): boolean {
    return this.#watchers.size === 0
  }

  watch(subscription: SipSubscription): void {
    this.#watchers.add(subscription)
  }

  unwatch(subscription: SipSubscription): void {
    this.#watchers.delete(subscription)
  }

  /** What is told in a NOTIFY: of the newest devices, where not all fit in. Null where there is nothing to say. */
  content(): SipContent | null {
    const resources = [...this.#resources.values()]
    for (let first = 0; ; first++) {
      const pidf = pidfOfContact(this.#contact, resources.slice(first))
      const document = pidf && printPidf(pidf)
      if (document === null) return null
      if (document.length <= LONGEST_DOCUMENT || first >= resources.length)
        return { type: PIDF_TYPE, body: new TextEncoder().encode(document) }
    }
  }

  /** The contact says that it may be watched. */
  allow(): void {
    if (this.#isAllowed) return
    this.#isAllowed = true
    for (const watcher of this.#watchers) watcher.activate()
  }

  /** The contact says how one of its devices is, or that it is gone. */
  update({ from: { resource }, type, element }: Addressed): void {
    // What is gone was told once, and is not told again.
    for (const [known, { availability }] of this.#resources) if (availability === null) this.#resources.delete(known)
    const availability = type === null ? availabilityOf(element) : null
    if (availability !== null || this.#resources.has(resource)) {
      this.#resources.delete(resource)
      this.#resources.set(resource, { resource, availability, at: delayOf(element)?.at ?? this.#clock.now() })
    }
    const [oldest] = this.#resources.keys()
    if (this.#resources.size > MOST_RESOURCES && oldest !== undefined) this.#resources.delete(oldest)
    if (!this.#isAllowed) this.allow()
    else for (const watcher of this.#watchers) watcher.changed()
  }

  /** Nobody may watch, or there is nobody to be watched. */
  end(reason: TerminationReason): void {
    const watchers = [...this.#watchers]
    this.#watchers.clear()
    for (const watcher of watchers) watcher.terminate(reason)
  }
}
