import type { ApiTokens } from '../../ports/api-tokens.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JournalEntry } from '../../ports/journal-entry.ts'
import type { Journals } from '../../ports/journals.ts'
import type { Log } from '../../ports/log.ts'
import type { PublicKeys } from '../../ports/public-keys.ts'
import type { Random } from '../../ports/random.ts'
import type { SipParty } from '../../ports/sip-calls.ts'
import type { Devices } from '../devices.ts'
import type { Composing } from '../events.ts'
import type { ReceiptState } from './message-state.ts'
import type { Outbox } from './outbox.ts'

/** How journals and SIP devices are told of things, in the words of their protocol. */
export interface JournalWords {
  /** ms since the epoch as ISO 8601 in UTC, `+00:00`. */
  time(ms: number): string
  /** A time as somebody wrote it in the same form; null where it is none. */
  utc(timestamp: string): string | null
  removal(removal: RemovedMessage): string
  conversation(command: { readonly contact: string; readonly timestamp: string | null }): string
  receipt(receipt: {
    readonly account: string
    readonly messageId: string
    readonly messageTimestamp: string
    readonly state: ReceiptState
  }): string
  /** What a document on who is writing says; null where it cannot be read. */
  composing(document: string): Composing | null
  /** `token` lets its owner read the journal of that account over HTTP. */
  token(token: string, account: string): string
}

/** `outgoing`: whose journal it is in had written it. */
export interface RemovedMessage {
  readonly contact: string
  readonly messageId: string
  readonly direction: 'outgoing' | 'incoming'
}

/** What devices that sleep are woken for. */
export interface Arrival {
  /** Whose devices. */
  readonly account: string
  readonly sender: SipParty
  readonly contentType: string
  readonly content: string
}

/** What the rules of messages need. */
export interface MessagingNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly journals: Journals
  readonly publicKeys: PublicKeys
  readonly apiTokens: ApiTokens
  readonly devices: Devices
  readonly outbox: Outbox
  readonly words: JournalWords
  /** Returns at once. */
  wake(arrival: Arrival): void
  /** A record that announced a file is gone: its file may go as well. Returns at once. */
  transferRemoved(account: string, entry: JournalEntry): void
}
