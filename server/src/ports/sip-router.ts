import type { SipAnswer, SipField, SipSource } from './sip-agent.ts'

/*
 * A SIP domain as the edge sees it: it says where a request goes, the edge takes it there (RFC 3261 §16). The messages' type is the application's and
 * the edge's business; ports know no protocol.
 */

/** A contact to forward to. */
export interface SipContactTarget {
  readonly kind: 'contact'
  /** The new Request-URI. */
  readonly uri: string
  /** Route header values to be put on top, first one first: the registration's Path (RFC 3327). */
  readonly routes: readonly string[]
  /** 0 to 1000. Targets of one value are tried at once, lower ones when all higher ones have failed (RFC 3261 §16.6). */
  readonly q: number
  /** Where the contact's registration came from, when its address is not where it can be reached, or when it is a connection (RFC 5626); null otherwise. */
  readonly flow: SipSource | null
}

/**
 * An application in this process. It is asked before the contacts; what it refuses with 500 or more is refused, and goes to nobody. Else its answer counts as
 * one more branch beside the contacts of the highest q.
 */
export interface SipApplicationTarget {
  readonly kind: 'application'
  /** As `application_map` names it. One that is not loaded is no branch. */
  readonly name: string
}

export type SipTarget = SipContactTarget | SipApplicationTarget

/** `why` is for the log. */
export type SipRouting =
  | { readonly do: 'answer'; readonly answer: SipAnswer; readonly why: string }
  /** At least one target. `recordRoute`: later requests of the dialog come this way too. */
  | {
      readonly do: 'forward'
      readonly targets: readonly SipTarget[]
      readonly recordRoute: boolean
      /** Header fields that the forwarded request gets on top of its own; those of the same name are replaced. */
      readonly headers: readonly SipField[]
      /** Names of header fields, in any case, that it goes on without: credentials that were for us, and what its sender may not say. */
      readonly without: readonly string[]
      readonly why: string
    }

/** What the edge found out about a request before it asks. */
export interface SipRoutingQuestion<Request> {
  readonly request: Request
  readonly source: SipSource
  /** The application that `application_map` names for the Request-URI explicitly, or a believed `X-Sylk-App`; null where only the default is left. */
  readonly application: string | null
}

/** Decides about requests outside dialogs that are not for this server's own address: the embedded registrar and proxy. */
export interface SipRouter<Request> {
  /**
   * Names of header fields that only servers set, in any case. `route` says who may all the same; requests within dialogs, about which it is not asked, go on
   * without them.
   */
  readonly ofServers: readonly string[]
  /** Whether that host, in any case, is one of its domains. */
  serves(host: string): boolean
  /** Never rejects for what is in the request; a rejection is a defect and is answered 500. */
  route(question: SipRoutingQuestion<Request>): Promise<SipRouting>
}
