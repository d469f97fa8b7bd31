import type { DigestClient } from '../digest-client.ts'
import type { SipHeaderField } from '../message.ts'
import { type EventField, printEvent } from './event-field.ts'

/** What we subscribe to, and as whom. */
export interface SubscriptionSettings {
  readonly event: EventField
  /** Our Contact, a SIP URI. */
  readonly contact: string
  /** Types of bodies that we read; none to leave it to the package's default. */
  readonly accept: readonly string[]
  /** The lifetime that is asked for, in seconds; 0 to fetch the state once (RFC 6665 §4.4.3). */
  readonly expires: number
  /** Other fields of each SUBSCRIBE, such as User-Agent. */
  readonly headers: readonly SipHeaderField[]
  /** Answers challenges; null where they are refusals. */
  readonly digest: DigestClient | null
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

/** The fields of a SUBSCRIBE (RFC 6665 §4.1.2.1) for that many seconds, besides those of its dialog. Throws SipPrintError where the event is none. */
export function subscribeFields({ event, contact, accept, headers }: SubscriptionSettings, expires: number): SipHeaderField[] {
  return [
    { name: 'Event', value: printEvent(event) },
    { name: 'Expires', value: String(expires) },
    { name: 'Contact', value: `<${contact}>` },
    ...(accept.length > 0 ? [{ name: 'Accept', value: accept.join(', ') }] : []),
    ...headers,
  ]
}
