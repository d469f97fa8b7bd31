import { z } from 'zod'
import { roomAnswer, roomEvent } from './rooms/room-frames.ts'

/*
 * What Janus 1.1.2 says, member by member: the core (janus.c, ice.c) and its SIP plugin (janus_sip.c); its VideoRoom plugin is in
 * rooms/room-frames.ts. Objects are strict, so a member that
 * is not here is a mistake of whoever sent it: of the fake, if the real one does not have it; of this description, if it does.
 */

const id = z.int().positive()
const transaction = z.string().min(1)
const headers = z.record(z.string(), z.string())
const status = z.int().min(100).max(999)
const sipUri = z.string().regex(/^sips?:/)

const result = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('registering') }),
  z.strictObject({
    event: z.literal('registered'),
    username: z.string(),
    register_sent: z.boolean(),
    master_id: id,
    helper: z.literal(true).optional(),
    headers: headers.optional(),
  }),
  z.strictObject({ event: z.literal('registration_failed'), code: status, reason: z.string(), headers: headers.optional() }),
  z.strictObject({ event: z.literal('unregistering') }),
  z.strictObject({ event: z.literal('unregistered'), username: z.string(), headers: headers.optional() }),
  z.strictObject({ event: z.literal('calling'), call_id: z.string() }),
  z.strictObject({ event: z.literal('ringing'), headers: headers.optional() }),
  z.strictObject({ event: z.literal('proceeding'), code: status }),
  z.strictObject({ event: z.literal('progress'), username: sipUri, headers: headers.optional() }),
  // Our own answer has nothing but its name.
  z.strictObject({ event: z.literal('accepted'), username: sipUri.optional(), headers: headers.optional() }),
  z.strictObject({
    event: z.literal('incomingcall'),
    username: sipUri,
    call_id: z.string(),
    displayname: z.string().optional(),
    callee: sipUri,
    headers: headers.optional(),
    srtp: z.enum(['sdes_optional', 'sdes_mandatory']).optional(),
  }),
  z.strictObject({ event: z.literal('updating') }),
  z.strictObject({ event: z.literal('updated') }),
  z.strictObject({
    event: z.literal('updatingcall'),
    username: sipUri,
    call_id: z.string(),
    displayname: z.string().optional(),
    callee: sipUri,
    headers: headers.optional(),
    srtp: z.enum(['sdes_optional', 'sdes_mandatory']).optional(),
  }),
  z.strictObject({ event: z.literal('missed_call'), caller: sipUri, displayname: z.string().optional(), callee: sipUri }),
  // The call may be forgotten by the time its end is confirmed.
  z.strictObject({ event: z.literal('declining'), code: status, call_id: z.string().optional() }),
  z.strictObject({ event: z.literal('hangingup') }),
  z.strictObject({
    event: z.literal('hangup'),
    code: status,
    reason: z.string(),
    reason_header: z.string().optional(),
    reason_header_protocol: z.string().optional(),
    reason_header_cause: z.string().optional(),
  }),
  z.strictObject({
    event: z.literal('message'),
    sender: sipUri,
    displayname: z.string().optional(),
    content: z.string(),
    content_type: z.string(),
    headers: headers.optional(),
  }),
  z.strictObject({ event: z.literal('messagesent'), call_id: z.string() }),
  z.strictObject({ event: z.literal('messagedelivery'), code: status, reason: z.string() }),
  z.strictObject({ event: z.literal('dtmfsent') }),
])

const pluginData = z.union([
  z.strictObject({ sip: z.literal('event'), result, call_id: z.string().optional() }),
  z.strictObject({ sip: z.literal('event'), error_code: z.int(), error: z.string(), call_id: z.string().optional() }),
])

const onHandle = { session_id: id, sender: id }

const frame = z.discriminatedUnion('janus', [
  z.strictObject({
    janus: z.literal('success'),
    transaction,
    session_id: id.optional(),
    data: z.strictObject({ id }).optional(),
    sender: id.optional(),
    plugindata: z.strictObject({ plugin: z.literal('janus.plugin.videoroom'), data: roomAnswer }).optional(),
  }),
  z.strictObject({ janus: z.literal('ack'), transaction, session_id: id }),
  z.strictObject({
    janus: z.literal('error'),
    transaction,
    session_id: id.optional(),
    error: z.strictObject({ code: status, reason: z.string() }),
  }),
  z.strictObject({
    janus: z.literal('event'),
    ...onHandle,
    transaction: transaction.optional(),
    plugindata: z.discriminatedUnion('plugin', [
      z.strictObject({ plugin: z.literal('janus.plugin.sip'), data: pluginData }),
      z.strictObject({ plugin: z.literal('janus.plugin.videoroom'), data: roomEvent }),
    ]),
    jsep: z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string().startsWith('v=0') }).optional(),
  }),
  z.strictObject({ janus: z.literal('webrtcup'), ...onHandle }),
  z.strictObject({
    janus: z.literal('media'),
    ...onHandle,
    mid: z.string(),
    type: z.enum(['audio', 'video']),
    // Of simulcast.
    substream: z.int().optional(),
    receiving: z.boolean(),
    seconds: z.int().optional(),
  }),
  z.strictObject({ janus: z.literal('hangup'), ...onHandle, reason: z.string() }),
  z.strictObject({ janus: z.literal('detached'), ...onHandle }),
  z.strictObject({ janus: z.literal('timeout'), session_id: id }),
])

export type Frame = z.infer<typeof frame>

/** The frame, or what is wrong with it. */
export function readFrame(text: string): { readonly frame: Frame } | { readonly wrong: string } {
  const read = frame.safeParse(JSON.parse(text))
  return read.success ? { frame: read.data } : { wrong: `${z.prettifyError(read.error)}\n${text}` }
}
