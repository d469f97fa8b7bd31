// REPORT requests for messages that came (RFC 4975 §7.1.2, §7.3).
import { type ByteRange, printByteRange } from './byte-range.ts'
import { headerOf, type MsrpRequestHead } from './message.ts'
import { isReportDue } from './report-headers.ts'
import type { SendRequest } from './request.ts'
import { type MsrpStatus, printStatus } from './status.ts'
import { type MsrpUri, printMsrpUri } from './uri.ts'

/**
 * What became of these bytes of a message, for its sender; null where nobody asked to hear that. `send` is a chunk of it, `transaction` fresh. It is never
 * answered.
 */
export function reportOn(
  send: SendRequest,
  range: ByteRange,
  status: MsrpStatus,
  own: MsrpUri,
  transaction: string,
): MsrpRequestHead | null {
  if (!isReportDue(send, status.code)) return null
  return {
    kind: 'request',
    transaction,
    method: 'REPORT',
    headers: [
      // Reports go the whole way back, through all relays.
      { name: 'To-Path', value: headerOf(send.head, 'From-Path') ?? '' },
      { name: 'From-Path', value: printMsrpUri(own) },
      { name: 'Message-ID', value: send.messageId },
      { name: 'Byte-Range', value: printByteRange(range) },
      { name: 'Status', value: printStatus(status) },
    ],
  }
}
