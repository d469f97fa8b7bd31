import type { SipRequest } from '@weft/protocols/sip/message'
import type { SelfDescription } from '@weft/protocols/sip/session-message'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'

/** What a notifier takes within a call, for those who want to know beforehand. */
export function capabilitiesOf({
  events,
  referred,
  subscribed,
}: Partial<SipNotifier<SipRequest>>): Required<Pick<SelfDescription, 'methods' | 'events'>> {
  const methods = [...(subscribed ? ['SUBSCRIBE'] : []), ...(referred ? ['REFER'] : [])]
  return { methods, events: events ?? [] }
}
