import type { RequestName, RequestOf } from '@weft/wire/request'
import { accountRequests } from './account-requests.ts'
import { addressBookRequests } from './address-book-requests.ts'
import { callRequests } from './call-requests.ts'
import { messageRequests } from './message-requests.ts'
import type { RequestContext, RequestHandlers } from './request-handlers.ts'
import { roomRequests } from './room-requests.ts'

/** `ping` never gets here: it is answered before everything else. */
export type QueuedName = Exclude<RequestName, 'ping'>

/** Every request of the language has exactly one place that carries it out: one that is missing here does not compile. */
const handlers: RequestHandlers<QueuedName> = {
  ...accountRequests,
  ...callRequests,
  ...messageRequests,
  ...addressBookRequests,
  ...roomRequests,
}

export function carryOut(context: RequestContext, request: RequestOf<QueuedName>): void | Promise<void> {
  // The compiler does not follow that name and request belong together; the mapped type above guarantees it.
  const handler = handlers[request.sylkrtc] as (context: RequestContext, request: RequestOf<QueuedName>) => void | Promise<void>
  return handler(context, request)
}
