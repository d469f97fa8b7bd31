import type { RequestName, RequestOf } from '@weft/wire/request'
import type { Connection } from '../../core/connection.ts'
import type { Log } from '../../ports/log.ts'
import { accountRequests } from './account-requests.ts'
import { callRequests } from './call-requests.ts'
import type { Stamp } from './dialog-messages.ts'
import { unavailableRequests } from './unavailable-requests.ts'

/** What a request is carried out with. */
export interface RequestContext {
  readonly connection: Connection
  readonly stamp: Stamp
  readonly log: Log
}

/** Carries out one kind of request; it is acknowledged when this returns or resolves, and what it throws is the error. */
export type RequestHandlers<Name extends RequestName> = {
  readonly [Key in Name]: (context: RequestContext, request: RequestOf<Key>) => void | Promise<void>
}

/** `ping` never gets here: it is answered before everything else. */
export type QueuedName = Exclude<RequestName, 'ping'>

/** Every request of the language has exactly one place that carries it out: one that is missing here does not compile. */
const handlers: RequestHandlers<QueuedName> = { ...accountRequests, ...callRequests, ...unavailableRequests }

export function carryOut(context: RequestContext, request: RequestOf<QueuedName>): void | Promise<void> {
  // The compiler does not follow that name and request belong together; the mapped type above guarantees it.
  const handler = handlers[request.sylkrtc] as (context: RequestContext, request: RequestOf<QueuedName>) => void | Promise<void>
  return handler(context, request)
}
