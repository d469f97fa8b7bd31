import type { RequestName, RequestOf } from '@weft/wire/request'
import type { AddressBooks } from '../../core/account/address-book.ts'
import type { Connection } from '../../core/connection.ts'
import type { Messaging } from '../../core/message/messaging.ts'
import type { Log } from '../../ports/log.ts'
import type { Stamp } from './dialog-messages.ts'

/** What a request is carried out with. */
export interface RequestContext {
  readonly connection: Connection
  readonly messaging: Messaging
  readonly addressBooks: AddressBooks
  readonly stamp: Stamp
  readonly log: Log
}

/** Carries out one kind of request; it is acknowledged when this returns or resolves, and what it throws is the error. */
export type RequestHandlers<Name extends RequestName> = {
  readonly [Key in Name]: (context: RequestContext, request: RequestOf<Key>) => void | Promise<void>
}
