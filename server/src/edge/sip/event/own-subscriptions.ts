import { DigestClient } from '@weft/protocols/sip/digest-client'
import { fieldOf, type SipMessage, type SipRequest } from '@weft/protocols/sip/message'
import { tagOf } from '@weft/protocols/sip/message-identity'
import { printMessage } from '@weft/protocols/sip/print-message'
import { parseUri } from '@weft/protocols/sip/uri'
import { WakeQueue } from '@weft/protocols/sip/wake-queue'
import type { OutgoingSubscription, SipSubscriber, SubscriberEvent, SubscriptionOfOurs } from '../../../ports/sip-subscriber.ts'
import { digestIdentity } from '../session/digest-identity.ts'
import type { TransactionUser } from '../transaction/transaction-user.ts'
import { OwnSubscription, type OwnSubscriptionNeeds } from './own-subscription.ts'

export interface OwnSubscriptionsNeeds extends OwnSubscriptionNeeds {
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/** The subscriptions of our own. A NOTIFY may come before any dialog is known (RFC 6665 §4.1.2.4), so they are found by Call-ID and our tag. */
export class OwnSubscriptions implements SipSubscriber {
  readonly #most: number
  readonly #needs: OwnSubscriptionsNeeds
  readonly #all = new Map<string, OwnSubscription>()
  readonly #queue = new WakeQueue<OwnSubscription>()
  /** Called when nothing is left. */
  #whenNone = () => {}

  constructor(most: number, needs: OwnSubscriptionsNeeds) {
    this.#most = most
    this.#needs = needs
  }

  /** Those that are just ending, too. */
  get size(): number {
    return this.#all.size
  }

  get nextWake(): number | null {
    return this.#queue.next
  }

  wake(now: number): void {
    for (let due = this.#queue.take(now); due; due = this.#queue.take(now)) due.wake(now)
  }

  /** Whose a request is that is for one of them; null: none. */
  find(request: SipMessage): TransactionUser | null {
    return this.#all.get(keyOf(fieldOf(request, 'Call-ID'), tagOf(fieldOf(request, 'To')))) ?? null
  }

  subscribe(wanted: OutgoingSubscription, listener: (event: SubscriberEvent) => void): SubscriptionOfOurs {
    const { random } = this.#needs
    const [callId, tag] = [random.id(), random.id()]
    const request: SipRequest = {
      kind: 'request',
      method: 'SUBSCRIBE',
      uri: wanted.uri,
      headers: [
        { name: 'Max-Forwards', value: '70' },
        { name: 'From', value: `${wanted.from};tag=${tag}` },
        { name: 'To', value: wanted.to },
        { name: 'Call-ID', value: callId },
        { name: 'CSeq', value: '1 SUBSCRIBE' },
      ],
      body: new Uint8Array(),
    }
    printMessage({ ...request, headers: [...request.headers, ...wanted.headers] })
    const uri = parseUri(wanted.uri)
    const identities = wanted.credentials.map(digestIdentity)
    const key = keyOf(callId, tag)
    const subscription = new OwnSubscription(
      {
        request,
        secure: uri?.kind === 'sip' && uri.scheme === 'sips',
        contactUser: wanted.contact?.user ?? null,
        settings: {
          event: { package: wanted.event, id: null },
          accept: wanted.accept,
          expires: wanted.expires,
          headers: wanted.headers,
          digest: identities.length === 0 ? null : new DigestClient(identities, () => random.id()),
          random: () => Number.parseInt(random.id().slice(0, 8), 16) / 2 ** 32,
        },
      },
      listener,
      this.#needs,
      (changed) => this.#touched(key, changed),
    )
    if (this.#all.size >= this.#most) {
      queueMicrotask(() => listener({ kind: 'ended', why: 'full', status: null, reason: null, retryAfter: null }))
      return { end: () => {} }
    }
    this.#all.set(key, subscription)
    void subscription.start()
    return subscription
  }

  /** Gives all of them up; resolves when the notifiers have heard of it, or nobody waits for them any more. */
  end(): Promise<void> {
    for (const subscription of this.#all.values()) subscription.end()
    return new Promise((resolve) => {
      this.#whenNone = resolve
      this.#check()
    })
  }

  #touched(key: string, subscription: OwnSubscription): void {
    if (subscription.finished) this.#all.delete(key)
    this.#queue.set(subscription, subscription.finished ? null : subscription.nextWake)
    this.#needs.touched()
    this.#check()
  }

  #check(): void {
    if (this.#all.size === 0) this.#whenNone()
  }
}

function keyOf(callId: string | null, tag: string | null): string {
  return `${callId ?? ''}\n${tag ?? ''}`
}
