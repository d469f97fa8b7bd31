import type { SipParty } from './sip-calls.ts'

/** Who answers for an envelope where a server on its way asks. */
export interface RoadSender {
  /** Address of record. */
  readonly account: string
  /** The digest HA1 of its password (RFC 7616 §3.4.2); null where that is not known. Never rejects. */
  ha1(): Promise<string | null>
}

interface Addressed {
  readonly sender: RoadSender
  readonly from: SipParty
  /** Address of record. */
  readonly to: string
}

/** Something somebody wrote. */
export interface MessageEnvelope extends Addressed {
  readonly kind: 'message'
  /**
   * `everybody`: all devices of who it is to, those that are connected here among them, who then get it twice. `sip`: its SIP devices alone. `own-sip`: those of
   * who it is from, as a copy of what was sent.
   */
  readonly audience: 'everybody' | 'sip' | 'own-sip'
  readonly id: string
  /** RFC 3339. */
  readonly timestamp: string
  readonly contentType: string
  readonly content: string
  /** What the sender wants to be told; empty for nothing. */
  readonly dispositions: readonly string[]
}

/** What became of a message, for who wrote it. */
export interface ReceiptEnvelope extends Addressed {
  readonly kind: 'receipt'
  /** Of the receipt itself. */
  readonly id: string
  readonly messageId: string
  /** Of the message, as its sender said. */
  readonly messageTimestamp: string
  readonly state: 'delivered' | 'displayed' | 'error' | 'failed' | 'forbidden'
}

/** What the server itself has to say to the SIP devices of one account. */
export interface NoticeEnvelope extends Omit<Addressed, 'from'> {
  readonly kind: 'notice'
  /** Null: the server. */
  readonly from: string | null
  readonly contentType: string
  readonly content: string
}

export type Envelope = MessageEnvelope | ReceiptEnvelope | NoticeEnvelope

/** What the other end, or who stood in between, answered: a SIP status and its phrase. Below 300 it was taken. */
export interface RoadOutcome {
  readonly code: number
  readonly reason: string
}

/** A way to devices that are not connected here. */
export interface MessageRoad {
  /** Resolves when it is over, which may take a minute. Never rejects: that nobody was found or answered is an outcome too. */
  send(envelope: Envelope): Promise<RoadOutcome>
}
