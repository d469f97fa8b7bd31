import type { Generated } from 'kysely'
import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { Awaits } from './receipts.ts'

/** An account whose messages are kept. Where several write, its row is locked, so that what is seen of a journal has no gap that is filled later. */
export interface AccountRow {
  readonly id: Generated<number>
  readonly address: string
  readonly last_sequence: Generated<number>
}

/** A message id that an account has or had. */
export interface PositionRow {
  readonly account: number
  readonly message_id: string
  readonly sequence: number
  /** Milliseconds since the epoch. */
  readonly arrived_at: number
}

/** An entry of a journal, but for its place there. */
export interface EntryRow {
  readonly account: number
  readonly awaits: Awaits
  readonly contact: string
  readonly direction: JournalEntry['direction']
  readonly content_type: string
  /** Milliseconds since the epoch. */
  readonly arrived_at: number
  readonly message_id: string
  /** Tokens with commas between them. */
  readonly disposition: string | null
  readonly state: string | null
  readonly timestamp: string
  readonly content: string
}

/** One contact of an address of record. The columns stand in the order in which statements bind them. */
export interface BindingRow {
  readonly address: string
  readonly key: string
  readonly uri: string
  readonly parameters: string
  readonly q: number
  /** Milliseconds since the epoch. */
  readonly expires_at: number
  readonly call_id: string
  readonly cseq: number
  /** Route values, one a line. */
  readonly path: string
  /** All are null where there is no flow. */
  readonly flow_transport: 'udp' | 'tcp' | 'tls' | null
  readonly flow_address: string | null
  readonly flow_port: number | null
  /** Null for UDP as well. */
  readonly flow_connection: string | null
}

export interface SecretRow {
  readonly name: string
  readonly value: Uint8Array
}

export interface PublicKeyRow {
  readonly account: string
  readonly content: string
  /** Milliseconds since the epoch. */
  readonly stored_at: number
}

export interface ApiTokenRow {
  readonly digest: Uint8Array
  readonly account: string
  /** Milliseconds since the epoch. */
  readonly expires_at: number
}

/** The columns stand in the order in which statements bind them. */
export interface PushTokenRow {
  readonly account: string
  readonly app_id: string
  readonly device_id: string
  readonly platform: string
  readonly silent: 0 | 1
  readonly user_agent: string
  readonly token: string
  readonly background_token: string | null
}

export interface AddressBookRow {
  readonly account: string
  readonly last_place: Generated<number>
}

export interface AddressBookItemRow {
  readonly account: string
  readonly type: 'contact' | 'group' | 'policy'
  readonly id: string
  /** In the book's order. */
  readonly place: number
  readonly json: string
}
