import * as z from 'zod/mini'
import { accountAddRequest, accountRemoveRequest } from './account.ts'
import { accountFetchAddressBookRequest, accountUpdateAddressBookRequest } from './addressbook.ts'
import { lookupPublicKeyRequest, pingRequest } from './connection.ts'
import {
  accountMarkConversationReadRequest,
  accountRemoveConversationRequest,
  accountRemoveMessageRequest,
} from './conversation.ts'
import { accountDispositionNotificationRequest } from './disposition.ts'
import { accountSyncConversationsRequest } from './journal.ts'
import { accountMessageRequest, sessionMessageRequest } from './message.ts'
import { accountDeviceTokenRequest, accountRegisterRequest, accountUnregisterRequest } from './registration.ts'
import {
  sessionAnswerRequest,
  sessionCreateRequest,
  sessionDtmfInfoRequest,
  sessionTerminateRequest,
  sessionTrickleRequest,
  sessionUpdateRequest,
} from './session.ts'
import { MAX_LINE_LENGTH } from './text.ts'
import { validationText } from './validation.ts'
import {
  videoroomConfigureRequest,
  videoroomFeedAnswerRequest,
  videoroomFeedAttachRequest,
  videoroomFeedDetachRequest,
  videoroomInviteRequest,
  videoroomJoinRequest,
  videoroomLeaveRequest,
  videoroomMuteAudioParticipantsRequest,
  videoroomMuteParticipantRequest,
  videoroomRemoveRequest,
  videoroomSessionTrickleRequest,
  videoroomSessionUpdateRequest,
  videoroomToggleHandRequest,
} from './videoroom.ts'
import { videoroomComposingIndicationRequest, videoroomMessageRequest } from './videoroom-chat.ts'

/** Every request, by name. */
export const requests = {
  ping: pingRequest,
  'lookup-public-key': lookupPublicKeyRequest,
  'account-add': accountAddRequest,
  'account-remove': accountRemoveRequest,
  'account-register': accountRegisterRequest,
  'account-unregister': accountUnregisterRequest,
  'account-devicetoken': accountDeviceTokenRequest,
  'account-message': accountMessageRequest,
  'account-disposition-notification': accountDispositionNotificationRequest,
  'account-sync-conversations': accountSyncConversationsRequest,
  'account-mark-conversation-read': accountMarkConversationReadRequest,
  'account-remove-message': accountRemoveMessageRequest,
  'account-remove-conversation': accountRemoveConversationRequest,
  'account-fetch-addressbook': accountFetchAddressBookRequest,
  'account-update-addressbook': accountUpdateAddressBookRequest,
  'session-create': sessionCreateRequest,
  'session-answer': sessionAnswerRequest,
  'session-trickle': sessionTrickleRequest,
  'session-terminate': sessionTerminateRequest,
  'session-update': sessionUpdateRequest,
  'session-message': sessionMessageRequest,
  'session-dtmf-info': sessionDtmfInfoRequest,
  'videoroom-join': videoroomJoinRequest,
  'videoroom-leave': videoroomLeaveRequest,
  'videoroom-configure': videoroomConfigureRequest,
  'videoroom-feed-attach': videoroomFeedAttachRequest,
  'videoroom-feed-answer': videoroomFeedAnswerRequest,
  'videoroom-feed-detach': videoroomFeedDetachRequest,
  'videoroom-session-trickle': videoroomSessionTrickleRequest,
  'videoroom-session-update': videoroomSessionUpdateRequest,
  'videoroom-invite': videoroomInviteRequest,
  'videoroom-message': videoroomMessageRequest,
  'videoroom-composing-indication': videoroomComposingIndicationRequest,
  'videoroom-mute-audio-participants': videoroomMuteAudioParticipantsRequest,
  'videoroom-toggle-hand': videoroomToggleHandRequest,
  'videoroom-remove': videoroomRemoveRequest,
  'videoroom-mute-participant': videoroomMuteParticipantRequest,
}

export type RequestName = keyof typeof requests
/** A valid request, told apart by `sylkrtc`. */
export type Request = z.infer<(typeof requests)[RequestName]>
/** The request of one name. */
export type RequestOf<Name extends RequestName> = z.infer<(typeof requests)[Name]>

export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: Request }
  /** To be answered with an error. The text may quote secrets of the client's: never log it. */
  | { readonly kind: 'invalid'; readonly transaction: string; readonly error: string }
  /** Cannot be answered. The reason quotes nothing. */
  | { readonly kind: 'ignored'; readonly reason: string }

const schemas = new Map<string, z.ZodMiniType<Request>>(Object.entries(requests))

/**
 * Reads one text frame of a client (sylkrtc-protocol §1.4, §1.5). Never throws; takes time linear in the length of the
 * frame, which the caller bounds.
 */
export function parseRequest(text: string): ParsedRequest {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return { kind: 'ignored', reason: 'frame is not JSON' }
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) {
    return { kind: 'ignored', reason: 'frame is not a JSON object' }
  }
  const transaction: unknown = Reflect.get(frame, 'transaction')
  if (typeof transaction !== 'string' || transaction.length > MAX_LINE_LENGTH) {
    return { kind: 'ignored', reason: 'frame has no valid transaction' }
  }
  const name: unknown = Reflect.get(frame, 'sylkrtc')
  if (typeof name !== 'string') return { kind: 'invalid', transaction, error: 'could not get WebSocket message type' }
  const schema = schemas.get(name)
  if (!schema) {
    return { kind: 'invalid', transaction, error: `unknown WebSocket request: ${name.slice(0, MAX_LINE_LENGTH)}` }
  }
  const result = z.safeParse(schema, frame)
  if (result.success) return { kind: 'request', request: result.data }
  const [issue] = result.error.issues
  return { kind: 'invalid', transaction, error: issue ? validationText(schema, frame, issue) : 'Internal error' }
}
