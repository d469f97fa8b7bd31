import * as z from 'zod/mini'
import { anyAccountEvent } from './account-event.ts'
import { lookupPublicKeyEvent, readyEvent } from './connection.ts'
import { ack, errorReply } from './reply.ts'
import { anySessionEvent } from './session-event.ts'
import { anyVideoroomEvent } from './videoroom-event.ts'

/** Everything a server may send, and nothing else: objects are strict. Tests hold the server's output against it. */
export const serverMessage = z.discriminatedUnion('sylkrtc', [
  readyEvent,
  ack,
  errorReply,
  lookupPublicKeyEvent,
  anyAccountEvent,
  anySessionEvent,
  anyVideoroomEvent,
])
export type ServerMessage = z.infer<typeof serverMessage>

/** What comes unasked: everything but the answers to requests. */
export type ServerEvent = Exclude<ServerMessage, { sylkrtc: 'ack' | 'error' }>
