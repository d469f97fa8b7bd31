import type { HttpAnswer } from '../../ports/http-client.ts'
import { member, parseJson } from './json.ts'

/** Characters of the server's words that a client is told. */
const LONGEST_DETAIL = 500

/**
 * What people are told of a request that an XCAP server refused: `Non-200 response: 422, field required`. The words are those of `detail` in its
 * JSON, which is a text, or a list whose items have a `msg` (sylkrtc-protocol.md §9); without them only the status is told.
 */
export function refusalText({ status, body }: HttpAnswer): string {
  const detail = detailOf(body ?? '')
    .replace(/[\p{Cc}\p{Surrogate}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_DETAIL)
    .toWellFormed()
  return detail === '' ? `Non-200 response: ${status}` : `Non-200 response: ${status}, ${detail}`
}

function detailOf(body: string): string {
  const detail = member(parseJson(body), 'detail')
  if (typeof detail === 'string') return detail
  if (!Array.isArray(detail)) return ''
  const messages = detail.map((item) => member(item, 'msg'))
  return messages.filter((message) => typeof message === 'string').join(', ')
}
