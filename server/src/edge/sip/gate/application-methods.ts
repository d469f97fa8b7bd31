import type { SipRequest } from '@weft/protocols/sip/message'
import type { SipApplication } from '../../../ports/sip-application.ts'

/** Whether an application is asked about such a request as a notifier. */
export function isForNotifier({ subscribed, referred }: SipApplication<SipRequest>, method: string): boolean {
  return (method === 'SUBSCRIBE' && subscribed !== undefined) || (method === 'REFER' && referred !== undefined)
}

/** The methods that an application takes outside dialogs, but for INVITE. */
export function methodsOf(application: SipApplication<SipRequest>): readonly string[] {
  const asNotifier = ['SUBSCRIBE', 'REFER'].filter((method) => isForNotifier(application, method))
  return [...new Set([...application.methods, ...asNotifier])]
}
