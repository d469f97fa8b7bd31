// How a journal keeps what became of a message (sylkrtc-protocol.md §5.4): a record whose content is the event that clients were sent.

export interface JournalNotification {
  /** Whose journal it is: the author of the message. */
  readonly account: string
  /** Of the message it is about. */
  readonly messageId: string
  /** Of the message, as the notification said it. */
  readonly messageTimestamp: string
  /** `delivered`, `displayed`, … */
  readonly state: string
}

/** The content type of such a record: not that of the notification it stems from. */
export const JOURNAL_NOTIFICATION_CONTENT_TYPE = 'message/imdn'

/**
 * The content of the record. Blink evaluates it as a Python literal, which has no `null`, `true` and `false`: so there are only strings and one
 * number in it. Strings of JSON mean the same in Python, all escapes included.
 */
export function printJournalNotification({ account, messageId, messageTimestamp, state }: JournalNotification): string {
  return JSON.stringify({
    sylkrtc: 'account-event',
    account,
    event: 'disposition-notification',
    message_id: messageId,
    message_timestamp: messageTimestamp,
    ...{ state, code: 200, reason: '' },
  })
}
