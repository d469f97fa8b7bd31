/** One record of an account's journal. Its words are the rules'; what keeps it compares them exactly, and does not know what they mean. */
export interface JournalEntry {
  /** Address of record of the other party, in lower case. */
  readonly contact: string
  /** Empty where it is neither: a record of something that was done. */
  readonly direction: 'outgoing' | 'incoming' | ''
  readonly contentType: string
  /** Halves of surrogate pairs, which are no characters, come back as U+FFFD. */
  readonly content: string
  /** When it came here: milliseconds since the epoch. */
  readonly arrivedAt: number
  /** The client's: 1 to 512 characters, none of them U+0000. */
  readonly messageId: string
  /** What its sender still wants to be told, as in imdn.Disposition-Notification (RFC 5438 §6.3); null where nothing was ever asked for. */
  readonly disposition: readonly string[] | null
  /** How far it has come; null for what has no fate. */
  readonly state: string | null
  /** When it was written, as its sender says: ISO 8601. */
  readonly timestamp: string
}
