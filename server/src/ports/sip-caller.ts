import type { SipContact, SipCredentials, SipField } from './sip-agent.ts'
import type { SessionEvent, SipSession } from './sip-sessions.ts'
import type { SipNotifier } from './sip-subscriptions.ts'

export interface OutgoingCall {
  /** Request-URI, and where it goes unless an outbound proxy is configured. */
  readonly uri: string
  /** From and To as header values, without tags. */
  readonly from: string
  readonly to: string
  readonly headers: readonly SipField[]
  /** Null has the other side offer. */
  readonly description: Uint8Array | null
  readonly credentials: readonly SipCredentials[]
  /** Absent: the edge's own. */
  readonly contact?: SipContact
}

export interface SipCaller<Request> {
  /**
   * Calls, with RFC 3263 fail-over. That there is nobody to call is told as the call's end. `notifier` is asked about SUBSCRIBE and REFER within it. Throws
   * where something cannot be said in SIP.
   */
  call(call: OutgoingCall, listener: (event: SessionEvent<Request>) => void, notifier?: Partial<SipNotifier<Request>>): SipSession
}
