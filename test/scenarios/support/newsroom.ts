import type { SipRequest } from '@weft/protocols/sip/message'
import { parseUri } from '@weft/protocols/sip/uri'
import type { SipSession } from '../../../server/src/ports/sip-sessions.ts'
import type {
  ReferralRequest,
  ReferralVerdict,
  SipReferral,
  SipSubscription,
  SubscriptionEnding,
  SubscriptionRequest,
  SubscriptionVerdict,
} from '../../../server/src/ports/sip-subscriptions.ts'
import { Inbox } from '../../contract/inbox.ts'
import { Switchboard } from './switchboard.ts'

/** One subscription as the application sees it. */
export interface Reader {
  readonly subscription: SipSubscription
  readonly session: SipSession | null
  readonly asked: number
  readonly endings: Inbox<SubscriptionEnding>
}

export interface Errand {
  readonly asked: ReferralRequest<SipRequest>
  readonly referral: SipReferral
}

/** The longest subscription, in seconds. */
const MOST = 3600

/**
 * A switchboard with news: who subscribes to the event `conference` is told `news N`, N counting what was said to that subscriber. The user of the Request-URI
 * says how: `nobody` is 480, `secret` is 403, `defect` fails, `closing` is over as soon as it is taken, `busy` has news at most once a minute. It carries out
 * referrals to anybody but `sip:refused@…`, `late` after the test has let it.
 */
export class Newsroom extends Switchboard {
  readonly events = ['conference']
  readonly readers = new Inbox<Reader>('subscription')
  readonly errands = new Inbox<Errand>('referral')
  readonly #late: (() => void)[] = []

  async subscribed({ request, subscription, session, expires }: SubscriptionRequest<SipRequest>): Promise<SubscriptionVerdict> {
    const user = userOf(request.uri)
    if (user === 'defect') throw new Error('a defect')
    if (user === 'nobody' || user === 'secret') return { taken: false, answer: { status: user === 'nobody' ? 480 : 403 } }
    if (user === 'closing') subscription.terminate('noresource')
    const endings = new Inbox<SubscriptionEnding>('end of a subscription')
    this.readers.put({ subscription, session, asked: expires, endings })
    let said = 0
    return {
      taken: true,
      expires: MOST,
      gap: user === 'busy' ? 60_000 : 0,
      contact: { user, isFocus: true },
      content: () => ({ type: 'text/plain', body: Buffer.from(`news ${++said}`) }),
      ended: (why) => endings.put(why),
    }
  }

  async referred(asked: ReferralRequest<SipRequest>): Promise<ReferralVerdict> {
    const { referral, target } = asked
    if (target.startsWith('sip:refused@')) return { taken: false, answer: { status: 403 } }
    this.errands.put({ asked, referral })
    if (target.startsWith('sip:late@')) await new Promise<void>((resolve) => this.#late.push(resolve))
    return { taken: true, contact: { user: userOf(asked.request.uri), isFocus: true } }
  }

  /** The referral that waits longest is taken. */
  letIn(): void {
    this.#late.shift()?.()
  }
}

function userOf(uri: string): string {
  const parsed = parseUri(uri)
  return parsed?.kind === 'sip' ? (parsed.user ?? '') : ''
}
