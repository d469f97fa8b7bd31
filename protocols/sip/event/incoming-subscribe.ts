// Whether a SUBSCRIBE is one that could be served, whoever sent it (RFC 6665 §4.2.1.1).
import { readSeconds } from '../delta-seconds.ts'
import { fieldOf, fieldsOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { type EventField, eventOf } from './event-field.ts'
import type { NotifierSettings } from './notifier-settings.ts'

export type SubscribeVerdict =
  /** For so many seconds; 0 ends it, or fetches the state once. */
  | { readonly taken: true; readonly event: EventField; readonly expires: number }
  | { readonly taken: false; readonly status: 400 | 423 | 489; readonly fields: readonly SipHeaderField[] }

/** "the notifier MUST NOT" call a duration of an hour or more too brief. */
const HOUR = 3600

/** Whether the package is served and the time long enough. Who may subscribe to what is the caller's matter: 403, 404 and so on. */
export function judgeSubscribe(request: SipRequest, settings: Pick<NotifierSettings, 'packages' | 'expires'>): SubscribeVerdict {
  const { packages, expires } = settings
  const event = eventOf(request)
  if (!event || !packages.includes(event.package))
    return { taken: false, status: 489, fields: [{ name: 'Allow-Events', value: packages.join(', ') }] }
  const values = fieldsOf(request, 'Expires')
  const asked = readSeconds(fieldOf(request, 'Expires'))
  if (values.length > 1 || (values.length === 1 && asked === null)) return { taken: false, status: 400, fields: [] }
  if (asked === null) return { taken: true, event, expires: expires.usual }
  if (asked > 0 && asked < Math.min(expires.least, HOUR))
    return { taken: false, status: 423, fields: [{ name: 'Min-Expires', value: String(expires.least) }] }
  return { taken: true, event, expires: Math.min(asked, expires.most) }
}
