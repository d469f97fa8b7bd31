import type { SipRequest } from '@weft/protocols/sip/message'
import type { SipApplication } from '../../../ports/sip-application.ts'
import { takenBy } from '../event/notifier-fields.ts'

/** The methods that an application takes outside dialogs, but for INVITE. */
export function methodsOf(application: SipApplication<SipRequest>): readonly string[] {
  return [...new Set([...application.methods, ...takenBy(application).methods])]
}

/** Whether an application is asked about such a request as a notifier. */
export function isForNotifier(application: SipApplication<SipRequest>, method: string): boolean {
  return takenBy(application).methods.includes(method)
}
