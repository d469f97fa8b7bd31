import { splitList } from '../list.ts'
import type { SipResponse } from '../message.ts'

/** A response to a request of ours as it goes on to who sent it to us: without the Via that is ours (RFC 3261 §16.7 item 3). Null where no other is left. */
export function forwardedResponse(response: SipResponse): SipResponse | null {
  const at = response.headers.findIndex((field) => field.name === 'Via')
  const [, ...others] = splitList(response.headers[at]?.value ?? '') ?? []
  const headers =
    others.length > 0 ? response.headers.with(at, { name: 'Via', value: others.join(', ') }) : response.headers.toSpliced(at, 1)
  return at >= 0 && headers.some((field) => field.name === 'Via') ? { ...response, headers } : null
}
