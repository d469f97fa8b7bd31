import { Failure } from '../../core/failure.ts'
import type { RequestContext, RequestHandlers } from './request-handlers.ts'

/*
 * What the language has and this server does not do: every such request is answered, so that no client waits. The checks that come before the
 * effect are made all the same, in the order clients know them.
 */

/** There are no rooms, hence no room sessions either. */
const noRoomSession = (_context: RequestContext, { session }: { readonly session: string }) => {
  throw new Failure('room-session-unknown', session)
}

export const unavailableRequests: RequestHandlers<
  | 'videoroom-join'
  | 'videoroom-leave'
  | 'videoroom-configure'
  | 'videoroom-feed-attach'
  | 'videoroom-feed-answer'
  | 'videoroom-feed-detach'
  | 'videoroom-session-trickle'
  | 'videoroom-session-update'
  | 'videoroom-invite'
  | 'videoroom-message'
  | 'videoroom-composing-indication'
  | 'videoroom-mute-audio-participants'
  | 'videoroom-toggle-hand'
  | 'videoroom-remove'
  | 'videoroom-mute-participant'
> = {
  'videoroom-join': ({ connection }, { account }) => {
    connection.account(account)
    throw new Failure('not-available', 'Video rooms')
  },
  'videoroom-leave': noRoomSession,
  'videoroom-configure': noRoomSession,
  'videoroom-feed-attach': noRoomSession,
  'videoroom-feed-answer': noRoomSession,
  'videoroom-feed-detach': noRoomSession,
  // A trickle is never refused: the client would close its connection.
  'videoroom-session-trickle': () => {},
  'videoroom-session-update': noRoomSession,
  'videoroom-invite': noRoomSession,
  'videoroom-message': noRoomSession,
  'videoroom-composing-indication': noRoomSession,
  'videoroom-mute-audio-participants': noRoomSession,
  'videoroom-toggle-hand': noRoomSession,
  'videoroom-remove': noRoomSession,
  'videoroom-mute-participant': noRoomSession,
}
