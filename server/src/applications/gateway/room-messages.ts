import { printDateTime } from '@weft/protocols/im/date-time'
import type { ServerMessage } from '@weft/wire/server-message'
import type { InvitationState, Participant, RoomEvent, SharedFile } from '../../core/room/room-event.ts'
import type { SipParty } from '../../ports/sip-calls.ts'

/** SIP statuses that say what an invitation has come to. */
const INVITATION: Readonly<Record<InvitationState, { readonly code: number; readonly reason: string }>> = {
  progress: { code: 180, reason: 'Ringing' },
  success: { code: 200, reason: 'OK' },
  failed: { code: 480, reason: 'Temporarily Unavailable' },
}

/** What a participant is sent for what happens in its room (sylkrtc-protocol §2.7). */
export function roomMessage(session: string, event: RoomEvent): ServerMessage {
  const envelope = { sylkrtc: 'videoroom-event', session } as const
  switch (event.kind) {
    case 'progress':
    case 'established':
      return { ...envelope, event: 'session-state', state: event.kind }
    case 'accepted': {
      const { sdp, audio, video, duration } = event
      return { ...envelope, event: 'session-state', state: 'accepted', sdp, audio, video, duration }
    }
    case 'terminated':
      return {
        ...envelope,
        event: 'session-state',
        state: 'terminated',
        ...(event.reason === null ? {} : { reason: event.reason }),
      }
    case 'present':
      return { ...envelope, event: 'initial-publishers', publishers: event.participants.map(publisher) }
    case 'joined':
      return { ...envelope, event: 'publishers-joined', publishers: event.participants.map(publisher) }
    case 'left':
      return { ...envelope, event: 'publishers-left', publishers: [...event.sessions] }
    case 'feed-attached':
      return { ...envelope, event: 'feed-attached', feed: event.feed, sdp: event.sdp }
    case 'feed-established':
      return { ...envelope, event: 'feed-established', feed: event.feed }
    case 'speakers':
      return {
        ...envelope,
        event: 'configure',
        originator: originator(event.originator),
        active_participants: [...event.sessions],
      }
    case 'files':
      return { ...envelope, event: 'file-sharing', files: event.files.map(sharedFile) }
    case 'hands':
      return { ...envelope, event: 'raised-hands', raised_hands: [...event.sessions] }
    case 'mute-all':
      return { ...envelope, event: 'mute-audio', originator: event.originator }
    case 'mute-request':
      return { ...envelope, event: 'mute-request', originator: originator(event.originator), muted: event.muted }
    case 'muted':
      return { ...envelope, event: 'publisher-updated', publisher: event.session, muted: event.muted }
    case 'invitation':
      return {
        ...envelope,
        event: 'invite-status',
        participant: event.account,
        state: event.state,
        ...INVITATION[event.state],
      }
    case 'message': {
      const { id, type, content, contentType, sender, at } = event.message
      return {
        ...envelope,
        event: 'message',
        ...{ type, content, content_type: contentType, sender: identity(sender), timestamp: printDateTime(at) },
        ...(id === null ? {} : { message_id: id }),
      }
    }
    case 'composing': {
      const { state, refresh, contentType, sender } = event.composing
      return {
        ...envelope,
        event: 'composing-indication',
        ...{ state, refresh, content_type: contentType, sender: identity(sender) },
      }
    }
    case 'message-outcome': {
      const { code, reason } = event.outcome
      return {
        ...envelope,
        event: 'message-delivery',
        ...{ message_id: event.messageId, delivered: code >= 200 && code < 300, code, reason },
      }
    }
  }
}

function originator(session: string | null): string {
  return session ?? 'videoroom'
}

function publisher({ session, party, muted }: Participant) {
  return { id: session, uri: party.uri, display_name: party.displayName, type: 'webrtc' as const, muted }
}

function sharedFile({ name, size, uploader, session }: SharedFile) {
  return { filename: name, filesize: size, uploader: identity(uploader), session }
}

function identity({ uri, displayName }: SipParty) {
  return { uri, display_name: displayName }
}
