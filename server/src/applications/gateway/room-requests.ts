import type { LayerChoice, MediaSwitches } from '../../ports/video-rooms.ts'
import type { RequestHandlers } from './request-handlers.ts'

/** Video rooms: coming and going, what one sees and sends, who speaks, and what is written (sylkrtc-protocol §2.6). */
export const roomRequests: RequestHandlers<
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
  'videoroom-join': ({ connection }, { session, account, uri, sdp, audio, video }) =>
    connection.joinRoom(session, account, { room: uri, sdp, audio: audio ?? true, video: video ?? true }),

  'videoroom-leave': ({ connection }, { session }) => connection.rooms.leave(session),

  'videoroom-configure': ({ connection }, { session, active_participants }) => {
    const { room, member } = connection.rooms.seat(session)
    room.chooseSpeakers(member, active_participants)
  },

  'videoroom-feed-attach': ({ connection }, { session, feed, publisher }) => connection.rooms.attach(session, feed, publisher),

  'videoroom-feed-answer': ({ connection }, { session, feed, sdp }) => connection.rooms.answerFeed(session, feed, sdp),

  'videoroom-feed-detach': ({ connection }, { session, feed }) => connection.rooms.detach(session, feed),

  'videoroom-session-trickle': ({ connection }, { session, candidates }) => {
    const given = candidates.map(({ candidate, sdpMid, sdpMLineIndex }) => ({
      candidate,
      sdpMid: sdpMid ?? null,
      sdpMLineIndex: sdpMLineIndex ?? null,
    }))
    return connection.rooms.trickle(session, given)
  },

  'videoroom-session-update': ({ connection }, { session, options }) => {
    const { audio, video, bitrate, substream, temporal, spatial_layer } = options
    const switches: MediaSwitches = { ...given('audio', audio), ...given('video', video) }
    const layers: LayerChoice = {
      ...given('substream', substream),
      ...given('temporal', temporal),
      ...given('spatial', spatial_layer),
    }
    return connection.rooms.update(session, { switches, layers, bitrate: bitrate ?? null })
  },

  'videoroom-invite': ({ connection }, { session, participants }) => {
    const { room, member } = connection.rooms.seat(session)
    room.invite(member, participants)
  },

  'videoroom-message': ({ connection }, { session, message_id, content, content_type }) =>
    // Half a character is none in UTF-8, which is what everybody else gets.
    connection.rooms
      .seat(session)
      .member.chat.say({ id: message_id, contentType: content_type, content: content.toWellFormed() }),

  'videoroom-composing-indication': ({ connection }, { session, state, refresh }) =>
    connection.rooms.seat(session).member.chat.compose(state, refresh ?? null),

  'videoroom-mute-audio-participants': ({ connection }, { session }) => {
    const { room, member } = connection.rooms.seat(session)
    room.muteAll(member)
  },

  'videoroom-toggle-hand': ({ connection }, { session, session_id }) => {
    const { room, member } = connection.rooms.seat(session)
    room.toggleHand(member, session_id ?? session)
  },

  'videoroom-remove': ({ connection }, { session, participants }) => {
    const { room, member } = connection.rooms.seat(session)
    room.remove(member, participants)
  },

  'videoroom-mute-participant': ({ connection }, { session, participant_id, muted }) => {
    const { room, member } = connection.rooms.seat(session)
    return room.mute(member, participant_id, muted)
  },
}

/** An option that the client left out, or gave no value, is not there. */
function given<Name extends string, Value>(name: Name, value: Value | null | undefined): { readonly [Key in Name]?: Value } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value })
}
