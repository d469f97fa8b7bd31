import type { SipRequest } from '@weft/protocols/sip/message'
import type { SipApplication } from '../../../ports/sip-application.ts'
import { capabilitiesOf } from '../event/notifier-capabilities.ts'

/** The methods that an application takes outside dialogs, but for INVITE. */
export function methodsOf(application: SipApplication<SipRequest>): readonly string[] {
  return [...new Set([...application.methods, ...capabilitiesOf(application).methods])]
}

/** Whether an application is asked about such a request as a notifier. */
export function isForNotifier(application: SipApplication<SipRequest>, method: string): boolean {
  return capabilitiesOf(application).methods.includes(method)
}
