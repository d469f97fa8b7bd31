// What somebody who watches a conference is told of it (RFC 4575, and AG Projects' extensions): application/conference-info+xml.
import type { XmlFault } from '../im/strict-xml.ts'

/** What is left out in a document is null, or an empty list. */
export interface ConferenceInfo {
  /** The URI of the conference. */
  readonly entity: string
  readonly state: InfoState
  /** Of this document: higher than that of the last one that the same watcher was sent. At most LARGEST_COUNT. */
  readonly version: number | null
  readonly description: ConferenceDescription
  /** Of whoever runs it. */
  readonly webPage: string | null
  readonly userCount: number | null
  readonly active: boolean | null
  /** Nobody may join any more. */
  readonly locked: boolean | null
  readonly users: readonly ConferenceUser[]
  /** Whether these are all users; in a document that is `partial` they may be those that changed. */
  readonly usersState: InfoState
}

/** Whether an element says all that there is, or what changed, or that what it names is gone (RFC 4575 §4.4). */
export type InfoState = 'full' | 'partial' | 'deleted'

export interface ConferenceDescription {
  readonly displayText: string | null
  readonly subject: string | null
  readonly freeText: string | null
  /** How to get in. */
  readonly uris: readonly ConferenceUri[]
  readonly availableMedia: readonly ConferenceMedium[]
  /** AG Projects. */
  readonly files: readonly ConferenceFile[]
  /** s for which it has been there. AG Projects. */
  readonly duration: number | null
}

export interface ConferenceUri {
  readonly uri: string
  readonly displayText: string | null
  /** `participation`: call it to join. */
  readonly purpose: string | null
}

/** A kind of media that one can join with. */
export interface ConferenceMedium {
  readonly label: string
  /** `message`, `audio` … */
  readonly type: string
  readonly status: MediaStatus | null
}

export type MediaStatus = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** A file that can be fetched by its hash. */
export interface ConferenceFile {
  readonly name: string
  /** `sha-1:` and twenty pairs of hex digits with colons between them. */
  readonly hash: string
  /** Bytes. */
  readonly size: number
  /** A URI. Blink takes nothing else. */
  readonly sender: string
  /** `OK`. */
  readonly status: string
}

/** Somebody, with all his devices. */
export interface ConferenceUser {
  /** His URI. */
  readonly entity: string
  readonly state: InfoState
  readonly displayText: string | null
  readonly endpoints: readonly ConferenceEndpoint[]
  /** Where the picture of his screen is, while he shows it. AG Projects. */
  readonly screenImageUrl: string | null
}

/** A device of a user. */
export interface ConferenceEndpoint {
  /** Its Contact. */
  readonly entity: string
  readonly state: InfoState
  readonly displayText: string | null
  /** Who had it called in. */
  readonly referred: ConferenceEvent | null
  readonly status: EndpointStatus | null
  readonly joiningMethod: JoiningMethod | null
  readonly joined: ConferenceEvent | null
  readonly media: readonly EndpointMedium[]
  /** The dialog that it is there with. */
  readonly call: ConferenceCall | null
}

export type EndpointStatus =
  | 'pending'
  | 'dialing-out'
  | 'dialing-in'
  | 'alerting'
  | 'on-hold'
  | 'connected'
  | 'muted-via-focus'
  | 'disconnecting'
  | 'disconnected'

export type JoiningMethod = 'dialed-in' | 'dialed-out' | 'focus-owner'

export interface ConferenceEvent {
  /** RFC 3339. */
  readonly when: string | null
  readonly reason: string | null
  /** A URI. */
  readonly by: string | null
}

export interface EndpointMedium {
  /** Unique among the media of the conference. */
  readonly id: string
  readonly type: string | null
  readonly status: MediaStatus | null
}

/** From the focus' side (RFC 4575 §5.7.11). */
export interface ConferenceCall {
  readonly callId: string
  readonly fromTag: string
  readonly toTag: string
}

export type ConferenceInfoFault = XmlFault | 'not-conference-info' | 'bad-value'

/** The one error of these documents. Its message never quotes them. */
export class ConferenceInfoError extends Error {
  override readonly name = 'ConferenceInfoError'
  readonly fault: ConferenceInfoFault

  constructor(fault: ConferenceInfoFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export const CONFERENCE_INFO_CONTENT_TYPE = 'application/conference-info+xml'

/** Of the elements that have no prefix in what we print. */
export const CONFERENCE_INFO_NAMESPACE = 'urn:ietf:params:xml:ns:conference-info'

/** Of AG Projects' elements. */
export const AGP_CONFERENCE_NAMESPACE = 'urn:ag-projects:xml:ns:conference-info'

/** Of versions and users: xs:unsignedInt. */
export const LARGEST_COUNT = 0xffff_ffff
