// What somebody who watches a person is told of them (RFC 3863, RFC 4479, RFC 4480, and AG Projects' extensions): application/pidf+xml.
import type { XmlFault } from '../im/strict-xml.ts'

/** What is left out in a document is null, or an empty list. */
export interface Pidf {
  /** The URI of the person: `pres:` or `sip:`. */
  readonly entity: string
  /** One for each way to reach the person. */
  readonly tuples: readonly PidfTuple[]
  readonly person: PidfPerson | null
  readonly notes: readonly PidfNote[]
}

export interface PidfTuple {
  /** Of an XML name's characters; the same from one document to the next. */
  readonly id: string
  readonly basic: 'open' | 'closed' | null
  /** AG Projects. */
  readonly extended: ExtendedStatus | null
  /** A URI. */
  readonly contact: string | null
  readonly device: PidfDevice | null
  readonly capabilities: PidfCapabilities | null
  readonly notes: readonly PidfNote[]
  /** RFC 3339. */
  readonly timestamp: string | null
}

export type ExtendedStatus = 'available' | 'away' | 'busy' | 'offline'

export interface PidfDevice {
  /** As its deviceID names it, or AG Projects' device-info. */
  readonly id: string
  readonly description: string | null
}

/** What can be done over that way (RFC 5196); null: not said. */
export interface PidfCapabilities {
  readonly message: boolean | null
  readonly text: boolean | null
}

export interface PidfPerson {
  readonly id: string
  /** Names of RPID's activities, such as `on-the-phone`. */
  readonly activities: readonly string[]
  /** `user-input`, where it is said. */
  readonly idle: boolean | null
  readonly notes: readonly PidfNote[]
}

export interface PidfNote {
  readonly text: string
  /** xml:lang */
  readonly language: string | null
}

export const PIDF_TYPE = 'application/pidf+xml'
export const PIDF_NAMESPACE = 'urn:ietf:params:xml:ns:pidf'
export const DATA_MODEL_NAMESPACE = 'urn:ietf:params:xml:ns:pidf:data-model'
export const RPID_NAMESPACE = 'urn:ietf:params:xml:ns:pidf:rpid'
export const CAPABILITIES_NAMESPACE = 'urn:ietf:params:xml:ns:pidf:caps'
export const AGP_PIDF_NAMESPACE = 'urn:ag-projects:xml:ns:pidf'

/** A document that is no PIDF, or one that cannot be printed. */
export class PidfError extends Error {
  override readonly name = 'PidfError'
  readonly fault: XmlFault | 'not-pidf' | 'bad-value'

  constructor(fault: PidfError['fault'], message: string) {
    super(message)
    this.fault = fault
  }
}
