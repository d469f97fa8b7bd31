import * as z from 'zod/mini'
import { accountEvent, videoroomEvent } from './envelope.ts'
import { identity } from './identity.ts'
import { field, named } from './model.ts'
import { videoroomChatEvent } from './videoroom-chat.ts'

const feed = field(z.string(), 'The subscription.')
const originator = field(z.string(), 'Room session of who asked for it; `videoroom` when the room did it itself.')

const publisher = named(
  'Publisher',
  z.strictObject({
    id: field(z.string(), 'Room session.'),
    uri: field(z.string(), 'AOR.'),
    display_name: field(z.string(), '`""` when unknown.'),
    type: field(z.optional(z.enum(['webrtc', 'sip', 'bridge'])), 'How the participant takes part; `webrtc` when absent.'),
    muted: field(z.optional(z.boolean()), 'Whether a moderator has muted the participant; false when absent.'),
  }),
  { description: 'A participant.' },
)

const joiningEvent = videoroomEvent(
  'session-state',
  'VideoroomSessionStateEvent',
  { description: '`progress`: joining. `established`: the own media flows.' },
  { state: z.enum(['progress', 'established']) },
)

const joinedEvent = videoroomEvent(
  'session-state',
  'VideoroomSessionAcceptedEvent',
  { description: 'The room is joined.' },
  {
    state: z.literal('accepted'),
    sdp: field(z.string(), 'The answer.'),
    audio: field(z.boolean(), 'Whether the room has audio.'),
    video: field(z.boolean(), 'Whether the room has video.'),
    duration: field(z.number(), 'Seconds for which the room has been there.'),
  },
)

const leftEvent = videoroomEvent(
  'session-state',
  'VideoroomSessionTerminatedEvent',
  { description: 'The room is left, or could not be joined. Nothing follows.' },
  {
    state: z.literal('terminated'),
    reason: field(z.optional(z.string()), 'Absent after `videoroom-leave`; `kicked` when somebody took the participant out.'),
  },
)

const initialPublishersEvent = videoroomEvent(
  'initial-publishers',
  'VideoroomInitialPublishersEvent',
  { description: 'Who is there already. Once, right after `accepted`.' },
  { publishers: field(z.array(publisher), 'May be empty.') },
)

const publishersJoinedEvent = videoroomEvent(
  'publishers-joined',
  'VideoroomPublishersJoinedEvent',
  { description: 'Others have joined.' },
  { publishers: field(z.array(publisher), 'Those not announced before.') },
)

const publishersLeftEvent = videoroomEvent(
  'publishers-left',
  'VideoroomPublishersLeftEvent',
  { description: 'Others have left.' },
  { publishers: field(z.array(z.string()), 'Their room sessions.') },
)

const feedAttachedEvent = videoroomEvent(
  'feed-attached',
  'VideoroomFeedAttachedEvent',
  { description: 'A subscription is ready. Answer with `videoroom-feed-answer`.' },
  { feed, sdp: field(z.string(), 'The offer.') },
)

const feedEstablishedEvent = videoroomEvent(
  'feed-established',
  'VideoroomFeedEstablishedEvent',
  { description: 'Media of a subscription flow.' },
  { feed },
)

const configureEvent = videoroomEvent(
  'configure',
  'VideoroomConfigureEvent',
  { description: 'Who is seen large from now on.' },
  { originator, active_participants: field(z.array(z.string()), 'Room sessions.') },
)

const sharedFile = named(
  'SharedFile',
  z.strictObject({
    filename: field(z.string(), 'Name under which it can be fetched.'),
    filesize: field(z.int(), 'Bytes.'),
    uploader: field(identity, 'Who shared it.'),
    session: field(z.string(), 'Room session of the uploader.'),
  }),
  { description: 'A file shared in the room.' },
)

const fileSharingEvent = videoroomEvent(
  'file-sharing',
  'VideoroomFileSharingEvent',
  { description: 'New files in the room.' },
  { files: field(z.array(sharedFile), 'Only those not announced before: clients append them.') },
)

const muteAudioEvent = videoroomEvent(
  'mute-audio',
  'VideoroomMuteAudioEvent',
  { description: 'Somebody asks all others to mute themselves.' },
  { originator },
)

const muteRequestEvent = videoroomEvent(
  'mute-request',
  'VideoroomMuteRequestEvent',
  { description: 'Somebody asks this participant to mute, or to speak again.' },
  { muted: field(z.boolean(), 'False: may speak again.'), originator },
)

const publisherUpdatedEvent = videoroomEvent(
  'publisher-updated',
  'VideoroomPublisherUpdatedEvent',
  { description: 'A participant was muted, or may speak again.' },
  { publisher: field(z.string(), 'Room session.'), muted: field(z.boolean(), 'False: may speak again.') },
)

const inviteStatusEvent = videoroomEvent(
  'invite-status',
  'VideoroomInviteStatusEvent',
  { description: 'What has become of an invitation, for who invited.' },
  {
    participant: field(z.string(), 'AOR of who was invited.'),
    state: field(
      z.enum(['progress', 'success', 'failed']),
      '`progress`: devices are being told. `success`: has joined. `failed`: no device can be told.',
    ),
    code: field(z.int(), 'SIP status that says the same.'),
    reason: field(z.string(), 'The phrase that goes with `code`.'),
  },
)

const raisedHandsEvent = videoroomEvent(
  'raised-hands',
  'VideoroomRaisedHandsEvent',
  { description: 'Whose hands are up.' },
  { raised_hands: field(z.array(z.string()), 'Room sessions, all of them, first raised first.') },
)

/** What happens in a room, as one participant is told. */
export const anyVideoroomEvent = z.discriminatedUnion('event', [
  z.discriminatedUnion('state', [joiningEvent, joinedEvent, leftEvent]),
  initialPublishersEvent,
  publishersJoinedEvent,
  publishersLeftEvent,
  feedAttachedEvent,
  feedEstablishedEvent,
  configureEvent,
  fileSharingEvent,
  muteAudioEvent,
  muteRequestEvent,
  publisherUpdatedEvent,
  inviteStatusEvent,
  raisedHandsEvent,
  videoroomChatEvent,
])
export type VideoroomEvent = z.infer<typeof anyVideoroomEvent>

/** An invitation to a room; it belongs to the account, which is in no room yet. */
export const conferenceInviteEvent = accountEvent(
  'conference-invite',
  'ConferenceInviteEvent',
  { description: 'Somebody invites this account to a room.' },
  {
    room: field(z.string(), 'AOR of the room.'),
    session_id: field(z.string(), 'The same as in the push of this invitation.'),
    originator: field(identity, 'Who invites.'),
  },
)
export type ConferenceInviteEvent = z.infer<typeof conferenceInviteEvent>
