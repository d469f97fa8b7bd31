import * as z from 'zod/mini'
import { account } from './account.ts'
import { aor } from './aor.ts'
import { iceCandidates } from './candidate.ts'
import { request } from './envelope.ts'
import { distinct } from './list.ts'
import { field, named } from './model.ts'
import { sdp } from './sdp.ts'
import { identifier } from './text.ts'

/** The participant's room session: the uuid it joined with. */
export const roomSession = field(identifier, 'The own room session.')
const sessionOrFeed = field(identifier, 'The own room session, or a feed.')
const UNKNOWN_ROOM_SESSION = 'Unknown room session: <session>'
const UNKNOWN_PARTICIPANTS = 'unknown participant session id: <ids>'
const NO_MODERATOR = 'Only moderators of the room may do this'

export const videoroomJoinRequest = request(
  'videoroom-join',
  'VideoroomJoinRequest',
  {
    description: 'Joins a room, creating it when it is empty. The account need not be registered.',
    effect:
      '`session-state` `progress` (before the ack), then `accepted`, `initial-publishers`, and `configure`, `file-sharing`, `raised-hands` where there is something to tell; `established` when media flows. The others get `publishers-joined`.',
    errors: [
      'Session ID <session> already in use',
      'Unknown account specified: <account>',
      '<account> is not allowed to join room <uri>',
      '<uri> cannot be the name of a room',
      'Too many rooms on this connection (at most <n>)',
    ],
  },
  {
    session: field(identifier, 'A new uuid that names the participant from now on.'),
    account,
    uri: field(aor, 'The room.'),
    sdp: field(sdp, 'An offer that only sends.'),
    audio: field(z.nullish(z.boolean()), 'Whether a room created by this has audio; true when absent.'),
    video: field(z.nullish(z.boolean()), 'Whether a room created by this has video; true when absent.'),
  },
)

export const videoroomLeaveRequest = request(
  'videoroom-leave',
  'VideoroomLeaveRequest',
  {
    description: 'Leaves a room.',
    effect: '`session-state` `terminated` (before the ack). The others get `publishers-left`.',
    errors: [UNKNOWN_ROOM_SESSION],
  },
  { session: roomSession },
)

export const videoroomConfigureRequest = request(
  'videoroom-configure',
  'VideoroomConfigureRequest',
  {
    description: 'Chooses the participants that everybody sees large and who get most of the bandwidth.',
    effect: '`configure` to every participant.',
    errors: [UNKNOWN_ROOM_SESSION, UNKNOWN_PARTICIPANTS, NO_MODERATOR],
  },
  {
    session: roomSession,
    active_participants: field(distinct(identifier, 2, 1000), 'Room sessions of none, one or two participants.'),
  },
)

export const videoroomFeedAttachRequest = request(
  'videoroom-feed-attach',
  'VideoroomFeedAttachRequest',
  {
    description: 'Subscribes to what a participant sends.',
    effect: '`feed-attached` with an offer; answer it with `videoroom-feed-answer`.',
    errors: [
      UNKNOWN_ROOM_SESSION,
      'Video room session ID <feed> already in use',
      'Unknown publisher room session to attach to: <publisher>',
      'Video room session <publisher> does not have a publisher ID',
    ],
  },
  {
    session: roomSession,
    publisher: field(identifier, "The participant's room session."),
    feed: field(identifier, 'A new uuid that names the subscription from now on.'),
  },
)

export const videoroomFeedAnswerRequest = request(
  'videoroom-feed-answer',
  'VideoroomFeedAnswerRequest',
  {
    description: 'Answers the offer of `feed-attached`.',
    effect: '`feed-established` when media flows.',
    errors: [UNKNOWN_ROOM_SESSION, 'Unknown room session: <feed>', '<feed> is not an attached feed of <session>'],
  },
  { session: roomSession, feed: field(identifier, 'The subscription.'), sdp: field(sdp, 'The answer.') },
)

export const videoroomFeedDetachRequest = request(
  'videoroom-feed-detach',
  'VideoroomFeedDetachRequest',
  {
    description: 'Ends a subscription.',
    effect: 'No event.',
    errors: [UNKNOWN_ROOM_SESSION, 'Unknown room session to detach: <feed>', '<feed> is not an attached feed of <session>'],
  },
  { session: roomSession, feed: field(identifier, 'The subscription.') },
)

export const videoroomSessionTrickleRequest = request(
  'videoroom-session-trickle',
  'VideoroomSessionTrickleRequest',
  {
    description:
      'Hands over ICE candidates of the own media, or of a subscription. Never refused: what is for nothing yet waits a few seconds.',
  },
  { session: sessionOrFeed, candidates: iceCandidates },
)

/** Of simulcast and SVC; there are three of each at most. */
const layer = z.int().check(z.minimum(0), z.maximum(2))

const roomSessionOptions = named(
  'VideoroomSessionOptions',
  z.object({
    audio: field(z.nullish(z.boolean()), 'False: no audio for now.'),
    video: field(z.nullish(z.boolean()), 'False: no video for now.'),
    bitrate: field(
      z.nullish(z.int().check(z.minimum(0))),
      'Bits a second at most; never more than the room allows, and 0 for as much as that.',
    ),
    substream: field(z.nullish(layer), 'Subscription only: which simulcast quality, 0 the lowest.'),
    temporal: field(z.nullish(layer), 'Subscription only: which temporal layer, 0 the lowest.'),
    spatial_layer: field(z.nullish(layer), 'Subscription only: which spatial layer of SVC, 0 the lowest.'),
  }),
  { description: 'What to change; what is absent stays.' },
)

export const videoroomSessionUpdateRequest = request(
  'videoroom-session-update',
  'VideoroomSessionUpdateRequest',
  { description: 'Pauses or resumes the own media, or those of a subscription.', errors: [UNKNOWN_ROOM_SESSION] },
  { session: sessionOrFeed, options: roomSessionOptions },
)

export const videoroomInviteRequest = request(
  'videoroom-invite',
  'VideoroomInviteRequest',
  {
    description: 'Invites people to the room.',
    effect:
      '`conference-invite` to their connections, and a push to their devices unless they are in the room. `invite-status` to the inviter for each of them.',
    errors: [UNKNOWN_ROOM_SESSION, 'Too many invitations at a time'],
  },
  { session: roomSession, participants: field(distinct(aor, 1000, 1000), 'Whom to invite.') },
)

export const videoroomMuteAudioParticipantsRequest = request(
  'videoroom-mute-audio-participants',
  'VideoroomMuteAudioParticipantsRequest',
  {
    description: 'Asks all others to mute themselves.',
    effect: '`mute-audio` to every participant.',
    errors: [UNKNOWN_ROOM_SESSION, NO_MODERATOR],
  },
  { session: roomSession },
)

export const videoroomToggleHandRequest = request(
  'videoroom-toggle-hand',
  'VideoroomToggleHandRequest',
  {
    description: 'Raises or lowers a hand. Where the room has moderators, only they may do so for others.',
    effect: '`raised-hands` to every participant.',
    errors: [UNKNOWN_ROOM_SESSION, UNKNOWN_PARTICIPANTS, NO_MODERATOR],
  },
  { session: roomSession, session_id: field(z.nullish(identifier), 'Whose hand; the own when absent.') },
)

export const videoroomRemoveRequest = request(
  'videoroom-remove',
  'VideoroomRemoveRequest',
  {
    description: 'Takes participants out of the room. Where the room has moderators, only they may.',
    effect: '`session-state` `terminated` with the reason `kicked` to them; the others get `publishers-left`.',
    errors: [UNKNOWN_ROOM_SESSION, UNKNOWN_PARTICIPANTS, NO_MODERATOR],
  },
  { session: roomSession, participants: field(distinct(identifier, 1000, 1000), 'Their room sessions.') },
)

export const videoroomMuteParticipantRequest = request(
  'videoroom-mute-participant',
  'VideoroomMuteParticipantRequest',
  {
    description:
      'Asks a participant to mute, or to speak again. In a room with moderators only they may, and who they mute is heard by nobody until they take it back.',
    effect: '`mute-request` to that participant, `publisher-updated` to everybody.',
    errors: [UNKNOWN_ROOM_SESSION, UNKNOWN_PARTICIPANTS, NO_MODERATOR],
  },
  {
    session: roomSession,
    participant_id: field(identifier, "The participant's room session."),
    muted: field(z.boolean(), 'False: may speak again.'),
  },
)
