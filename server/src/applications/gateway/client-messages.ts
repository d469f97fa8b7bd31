import type { ServerMessage } from '@weft/wire/server-message'
import type { RegistrationReport } from '../../core/account/registration.ts'
import type { CallEvent, ClientEvent } from '../../core/events.ts'
import type { SipHeaders, SipParty } from '../../ports/sip-calls.ts'
import { accountMessage } from './account-events.ts'
import { type Decision, dialogMessage, type Stamp } from './dialog-messages.ts'
import { roomMessage } from './room-messages.ts'

/** What a client is sent for an event of the rules, or why it is sent nothing. */
export function messageOf(event: ClientEvent, stamp: Stamp): Decision {
  switch (event.kind) {
    case 'registration':
      return send({
        sylkrtc: 'account-event',
        account: event.account,
        event: 'registration-state',
        ...registrationState(event.report),
      })
    case 'incoming-call':
      return send({
        sylkrtc: 'account-event',
        account: event.account,
        event: 'incoming-session',
        session: event.session,
        originator: identity(event.caller),
        sdp: event.sdp,
        call_id: event.callId,
        ...headersIfAny(event.headers),
      })
    case 'missed-call':
      return send({
        sylkrtc: 'account-event',
        account: event.account,
        event: 'missed-session',
        originator: identity(event.caller),
      })
    case 'account':
      return send(accountMessage(event.account, event.event))
    case 'public-key':
      return send({ sylkrtc: 'lookup-public-key-event', uri: event.address, public_key: event.key })
    case 'room':
      return send(roomMessage(event.session, event.event))
    case 'call':
      return callMessage(event.session, event.event, stamp)
  }
}

function registrationState(report: RegistrationReport) {
  // A failure without a reason would break apps: they match on its text.
  return report.state === 'failed' ? { state: report.state, reason: report.reason ?? '500 unknown' } : { state: report.state }
}

function callMessage(session: string, event: CallEvent, stamp: Stamp): Decision {
  const state = { sylkrtc: 'session-event', session, event: 'state' } as const
  const update = { sylkrtc: 'session-event', session, event: 'update' } as const
  switch (event.kind) {
    case 'progress':
    case 'ringing':
    case 'established':
      return send({ ...state, state: event.kind })
    case 'proceeding':
      return send({ ...state, state: 'proceeding', code: event.code })
    case 'early-media':
      return send({ ...state, state: 'early-media', sdp: event.sdp, call_id: event.callId })
    case 'accepted':
      // `sdp`, `call_id` and `headers` are absent, never null, when there is nothing to say (§0.5).
      return send({
        ...state,
        state: 'accepted',
        ...(event.sdp === null ? {} : { sdp: event.sdp }),
        ...(event.callId === null ? {} : { call_id: event.callId }),
        ...headersIfAny(event.headers),
      })
    case 'terminated':
      return send({ ...state, state: 'terminated', reason: event.reason })
    case 'update-received':
      return send({ ...update, state: 'received', sdp: event.sdp })
    case 'update-accepted':
      return send({ ...update, state: 'accepted', sdp: event.sdp })
    case 'update-failed':
      return send({ ...update, state: 'failed', reason: event.reason })
    case 'message':
      return dialogMessage(session, event, stamp)
    case 'message-outcome':
      return send({
        sylkrtc: 'session-event',
        session,
        event: 'disposition-notification',
        message_id: event.message.id,
        message_timestamp: event.message.timestamp,
        state: event.code < 300 ? 'accepted' : 'failed',
        code: event.code,
        reason: event.reason,
      })
  }
}

function identity(party: SipParty) {
  return { uri: party.uri, display_name: party.displayName }
}

function headersIfAny(headers: SipHeaders): { headers?: Record<string, string> } {
  return Object.keys(headers).length === 0 ? {} : { headers: { ...headers } }
}

const send = (message: ServerMessage): Decision => ({ send: true, message })
