import { parseContentType } from '@weft/protocols/im/content-type'
import { parsePidf } from '@weft/protocols/presence/parse-pidf'
import { PIDF_TYPE, PidfError } from '@weft/protocols/presence/pidf'
import { capsElement } from '@weft/protocols/xmpp/caps'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { type Availability, availabilityElements } from '@weft/protocols/xmpp/presence'
import { stanza } from '@weft/protocols/xmpp/stanza'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { SipSubscriber, SubscriberEnding, SubscriberEvent, SubscriptionOfOurs } from '../../../ports/sip-subscriber.ts'
import type { SipContent } from '../../../ports/sip-subscriptions.ts'
import type { XmppRouter } from '../../../ports/xmpp.ts'
import { USER_CAPS } from '../service/capabilities.ts'
import { presencesOf } from './pidf-presence.ts'

export interface UserNeeds {
  readonly subscriber: SipSubscriber
  readonly router: XmppRouter
  readonly clock: Clock
  readonly log: Log
  /** Called once nobody is watched any more. */
  ended(): void
}

/** Both bare, and as SIP says them. */
export interface Watching {
  readonly watcher: Jid
  readonly user: Jid
  /** `sip:user@host` of both. */
  readonly watcherUri: string
  readonly userUri: string
}

/** Seconds that are asked for (xmpp-gateway §5.2). */
const EXPIRES = 600
/** ms until it is tried anew, doubled each time. */
const FIRST_RETRY = 30_000
const LONGEST_RETRY = 3_600_000
/** ms between two tellings of what changed: who changes more often than that is told as he is then. */
const GAP = 1_000
/** Responses that say that the watcher may not know, or that there is nobody to be known of. */
const REFUSALS: ReadonlySet<number> = new Set([403, 404, 410, 603, 604])

/** Somebody on SIP whom a contact on XMPP watches (RFC 7248 §4): a SIP subscription that is kept up for as long as the contact wants. */
export class UserOnSip {
  readonly #watching: Watching
  readonly #needs: UserNeeds
  #subscription: SubscriptionOfOurs | null = null
  #stopRetry = () => {}
  #stopGap: (() => void) | null = null
  /** What is to be told once the gap is over. */
  #news: ReadonlyMap<string, Availability> | null = null
  #retry = FIRST_RETRY
  /** The contact was promised that it may watch. */
  #isPromised: boolean
  #isAllowed = false
  #isOver = false
  /** What was told of each device, as text too, so that nothing is told twice. */
  #known: ReadonlyMap<string, Availability> = new Map()

  /** `asked`: the contact asks for it, and is told whether it may; else it takes it that it may. */
  constructor(watching: Watching, asked: boolean, needs: UserNeeds) {
    this.#watching = watching
    this.#isPromised = !asked
    this.#needs = needs
    this.#begin()
  }

  /** The contact asks again whether it may watch. */
  ask(): void {
    this.#isPromised = false
    if (this.#isAllowed) this.#promise()
  }

  /** The contact, or one of its devices, wants to know how things are. */
  probe(who: Jid): void {
    for (const [device, availability] of this.#known) this.#show(device, availability, who)
  }

  /** The contact does not want to watch any more. `word`: it is told so. */
  end(word: 'unsubscribed' | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopRetry()
    this.#subscription?.end()
    this.#tell(new Map())
    if (word !== null) this.#send(word, [])
    this.#needs.ended()
  }

  #begin(): void {
    const { watcherUri, userUri } = this.#watching
    const wanted = { uri: userUri, from: `<${watcherUri}>`, to: `<${userUri}>`, headers: [], credentials: [] }
    this.#subscription = this.#needs.subscriber.subscribe(
      { ...wanted, event: 'presence', accept: [PIDF_TYPE], expires: EXPIRES },
      (event) => this.#hear(event),
    )
  }

  #hear(event: SubscriberEvent): void {
    if (this.#isOver) return
    if (event.kind === 'ended') this.#ended(event)
    else if (event.kind === 'state' && event.state === 'active') {
      this.#isAllowed = true
      this.#retry = FIRST_RETRY
      this.#promise()
      const known = event.content && readState(event.content)
      if (known) this.#note(known)
      else if (event.content) this.#needs.log.info('a state of presence cannot be read', { type: event.content.type })
    }
  }

  /** Whoever is refused is told; what may pass is tried again, and nobody is there meanwhile. */
  #ended({ why, status, reason, retryAfter }: SubscriberEnding): void {
    this.#subscription = null
    const isRefused = (status !== null && REFUSALS.has(status)) || reason === 'rejected' || reason === 'noresource'
    this.#needs.log.info('a SIP presence has ended', { why, status, reason, ends: isRefused })
    if (isRefused) {
      this.end('unsubscribed')
      return
    }
    this.#tell(new Map())
    this.#isAllowed = false
    this.#stopRetry = this.#needs.clock.after(Math.max(this.#retry, retryAfter ?? 0), () => this.#begin())
    this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY)
  }

  #note(devices: ReadonlyMap<string, Availability>): void {
    this.#news = devices
    if (this.#stopGap === null) this.#tellNews()
  }

  #tellNews(): void {
    this.#stopGap = null
    if (this.#news === null) return
    this.#tell(this.#news)
    this.#stopGap = this.#needs.clock.after(GAP, () => this.#tellNews())
  }

  #promise(): void {
    if (this.#isPromised) return
    this.#isPromised = true
    this.#send('subscribed', [])
  }

  /** Tells what is not known yet; who is not there any more is gone. */
  #tell(devices: ReadonlyMap<string, Availability>): void {
    this.#stopGap?.()
    this.#stopGap = null
    this.#news = null
    const before = this.#known
    this.#known = devices
    for (const [device] of before) if (!devices.has(device)) this.#show(device, null, this.#watching.watcher)
    for (const [device, availability] of devices) {
      const told = before.get(device)
      if (!told || !isSame(told, availability)) this.#show(device, availability, this.#watching.watcher)
    }
  }

  #show(device: string, availability: Availability | null, to: Jid): void {
    const from = { ...this.#watching.user, resource: device }
    const children = availability === null ? [] : [...availabilityElements(availability), capsElement(USER_CAPS)]
    void this.#needs.router.send(stanza('presence', { type: availability === null ? 'unavailable' : null, from, to }, children))
  }

  #send(type: 'subscribed' | 'unsubscribed', children: readonly XmlElement[]): void {
    const { user: from, watcher: to } = this.#watching
    void this.#needs.router.send(stanza('presence', { type, from, to }, children))
  }
}

/** Null where it says nothing that can be read. */
function readState({ type, body }: SipContent): ReadonlyMap<string, Availability> | null {
  if (parseContentType(type)?.type !== PIDF_TYPE) return null
  try {
    return presencesOf(parsePidf(body))
  } catch (error) {
    if (error instanceof PidfError) return null
    throw error
  }
}

function isSame(one: Availability, other: Availability): boolean {
  const said = ({ show, statuses }: Availability) => JSON.stringify([show, statuses])
  return said(one) === said(other)
}
