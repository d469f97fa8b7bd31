import type { SipHeaderField, SipRequest, SipResponse } from '../message.ts'
import { reasonPhrase } from '../reason-phrase.ts'
import { responseTo } from '../response.ts'

/** A response of that status with its usual phrase. `toTag` is for requests that have none in their To. */
export function eventResponse(
  request: SipRequest,
  status: number,
  fields: readonly SipHeaderField[] = [],
  toTag: string | null = null,
): SipResponse {
  const response = responseTo(request, status, reasonPhrase(status), toTag)
  return { ...response, headers: [...response.headers, ...fields] }
}
