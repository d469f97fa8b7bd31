import { normaliseDateTime, printDateTime } from '@weft/protocols/im/date-time'
import { IsComposingError, parseIsComposing } from '@weft/protocols/im/is-composing'
import { printApiToken, printConversationCommand, printMessageRemoval } from '@weft/protocols/im/journal-command'
import { printJournalNotification } from '@weft/protocols/im/journal-notification'
import type { Composing } from '../../core/events.ts'
import type { JournalWords } from '../../core/message/messaging-needs.ts'

/** What journals and SIP devices are told, as SylkRTC and Blink read it (sylkrtc-protocol §5.4-§5.9). `historyUrl`: where the journal of an account is read. */
export function journalWords(historyUrl: (account: string) => string): JournalWords {
  return {
    time: printDateTime,
    utc: utcDateTime,
    removal: printMessageRemoval,
    conversation: printConversationCommand,
    receipt: printJournalNotification,
    composing: composingIn,
    token: (token, account) => printApiToken(token, historyUrl(account)),
  }
}

function composingIn(document: string): Composing | null {
  try {
    const { state, refresh, contentType } = parseIsComposing(document)
    return { state, refresh, contentType }
  } catch (error) {
    if (error instanceof IsComposingError) return null
    throw error
  }
}

/** Blink takes every time for UTC, whatever its offset says (sylkrtc-protocol §6.2). Null for what is no date-time, or none of four digits of year in UTC. */
export function utcDateTime(text: string): string | null {
  const normal = normaliseDateTime(text)
  if (normal === null || normal.endsWith('+00:00')) return normal
  const time = Date.parse(normal)
  if (Number.isNaN(time)) return null
  try {
    return printDateTime(time)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
