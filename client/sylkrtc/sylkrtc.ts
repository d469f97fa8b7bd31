import { Connection, type ConnectionOptions } from './connection.ts'
import { sanatizeHtml } from './html.ts'
import { comparePGPKeys } from './key-comparison.ts'
import { attachMediaStream, closeMediaStream } from './media-stream.ts'

// The classes and events of sylkrtc.js over this SDK, so that an application changes over by changing what it imports.

/** Begins to connect to a gateway. Listeners that are added right away hear all of it. */
export function createConnection(options: ConnectionOptions): Connection {
  return new Connection(options)
}

export const utils = { attachMediaStream, closeMediaStream, sanatizeHtml, comparePGPKeys }

export { Account } from './account.ts'
