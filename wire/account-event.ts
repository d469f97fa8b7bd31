import * as z from 'zod/mini'
import { addressBookFetchedEvent, addressBookUpdatedEvent, addressBookUpdateFailedEvent } from './addressbook.ts'
import { composingIndicationEvent } from './composing.ts'
import { dispositionNotificationEvent } from './disposition.ts'
import { incomingSessionEvent, missedSessionEvent } from './incoming-session.ts'
import { syncConversationsEvent } from './journal.ts'
import { messageEvent } from './message.ts'
import { registrationStateEvent } from './registration.ts'
import { syncEvent } from './sync.ts'
import { conferenceInviteEvent } from './videoroom-event.ts'

/** Everything that can happen to an account. */
export const anyAccountEvent = z.discriminatedUnion('event', [
  registrationStateEvent,
  incomingSessionEvent,
  missedSessionEvent,
  conferenceInviteEvent,
  messageEvent,
  dispositionNotificationEvent,
  composingIndicationEvent,
  syncConversationsEvent,
  syncEvent,
  addressBookFetchedEvent,
  addressBookUpdatedEvent,
  addressBookUpdateFailedEvent,
])
export type AccountEvent = z.infer<typeof anyAccountEvent>
