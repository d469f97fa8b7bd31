import type { SipAnswer, SipSource } from './sip-agent.ts'
import type { SessionEvent, SipInvitation } from './sip-sessions.ts'
import type { SipNotifier } from './sip-subscriptions.ts'

/**
 * An application that answers SIP requests outside dialogs. Which requests reach it is decided before (server-framework.md §3). One that is a notifier is
 * asked about SUBSCRIBE and REFER as such, within its calls too; else they are requests like others.
 */
export interface SipApplication<Request> extends Partial<SipNotifier<Request>> {
  /** As `application_map`, `X-Sylk-App` and `disabled_applications` name it. */
  readonly name: string
  /** Methods it answers, INVITE and what a notifier is asked aside; others get 405 with these in Allow. */
  readonly methods: readonly string[]
  /**
   * `believed`: who it is from has been checked, and so has what only servers may say of it (server-framework.md §3). Never rejects for what is in the
   * request; a rejection is a defect and is answered 500.
   */
  answer(request: Request, source: SipSource, believed: boolean): Promise<SipAnswer>
  /**
   * Takes calls; an INVITE to an application without this gets 488. Returns who hears of the call, which may be answered by then. Never throws for what
   * is in the request; what it throws is a defect and is answered 500.
   */
  called?(invitation: SipInvitation<Request>): (event: SessionEvent<Request>) => void
}
