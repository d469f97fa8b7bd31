// Responses to requests (RFC 4975 §7.2).
import { headerOf, type MsrpHeader, type MsrpRequestHead, type MsrpResponseHead } from './message.ts'
import { isResponseDue, parseFailureReport } from './report-headers.ts'
import type { MsrpStatus } from './status.ts'
import { type MsrpUri, printMsrpUri } from './uri.ts'

/**
 * The response to a request, or null where it gets none: a REPORT, a SEND whose sender does not want to hear that, a request that does not say where it
 * came from. It goes out on the connection on which the request came. `own` is the session's URI, for a request that does not say whom it is for.
 */
export function responseTo(
  request: MsrpRequestHead,
  { code, comment }: MsrpStatus,
  own: MsrpUri,
  more: readonly MsrpHeader[] = [],
): MsrpResponseHead | null {
  const fromPath = headerOf(request, 'From-Path') ?? ''
  if (fromPath === '' || request.method === 'REPORT' || isUnwanted(request, code)) return null
  const [ourUri = ''] = (headerOf(request, 'To-Path') ?? '').split(' ')
  return {
    kind: 'response',
    transaction: request.transaction,
    status: code,
    comment,
    headers: [
      // The response to a SEND goes one hop, that of others the whole way. Both ends are named as the peer named them, to the letter.
      { name: 'To-Path', value: request.method === 'SEND' ? (fromPath.split(' ')[0] ?? '') : fromPath },
      { name: 'From-Path', value: ourUri === '' ? printMsrpUri(own) : ourUri },
      ...more,
    ],
  }
}

/** A Failure-Report that says nothing is as if it were not there. */
function isUnwanted(request: MsrpRequestHead, code: number): boolean {
  if (request.method !== 'SEND') return false
  const failureReport = parseFailureReport(headerOf(request, 'Failure-Report')) ?? 'yes'
  return !isResponseDue({ successReport: false, failureReport }, code)
}
