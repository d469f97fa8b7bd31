import type { LegEvent, LegOperation } from '../../ports/sip-calls.ts'
import type { CallEvent } from '../events.ts'
import type { FailureName } from '../failure.ts'

/*
 * The life of a call as a pure table: what a client may ask in which state, and what each event of the SIP leg changes and tells.
 *
 *              dial                200                    ICE+DTLS                re-INVITE by client / by peer
 *   outgoing: connecting → progress → (early_media) → accepted → established ⇄ local-updating / remote-updating
 *   incoming: connecting → answering ──────────────→ accepted → established        (both return to where they came from)
 *   any → terminated, once.
 *
 * Ringing and other 1xx are told and change nothing. Source: sylkrtc-protocol §3.2-3.4b.
 */

export type CallState =
  | 'connecting'
  | 'answering'
  | 'progress'
  | 'early_media'
  | 'accepted'
  | 'established'
  | 'local-updating'
  | 'remote-updating'
  | 'terminated'

export interface CallStatus {
  readonly direction: 'outgoing' | 'incoming'
  readonly state: CallState
  /** ICE and DTLS are through; with early media that is before the answer. */
  readonly mediaUp: boolean
  /** The client already has an SDP answer: a second one would make it hang up. */
  readonly hasAnswer: boolean
}

/** What must be done beside telling the client. */
export type CallAction =
  | { readonly do: 'tell'; readonly event: CallEvent }
  | { readonly do: 'reject-offer'; readonly code: number }
  | { readonly do: 'await-update-answer' }
  | { readonly do: 'report-missed' }
  | { readonly do: 'release' }

export interface CallStep {
  readonly status: CallStatus
  readonly actions: readonly CallAction[]
}

export type CallRequest = 'answer' | 'terminate' | 'update' | 'message' | 'dtmf'

export function newCall(direction: CallStatus['direction']): CallStatus {
  return { direction, state: 'connecting', mediaUp: false, hasAnswer: false }
}

const UNANSWERED: readonly CallState[] = ['connecting', 'answering', 'progress', 'early_media']

const ALLOWED: Readonly<Record<CallRequest, { readonly states: readonly CallState[]; readonly otherwise: FailureName }>> = {
  answer: { states: ['connecting'], otherwise: 'answer-state' },
  terminate: {
    states: [
      'connecting',
      'answering',
      'progress',
      'early_media',
      'accepted',
      'established',
      'local-updating',
      'remote-updating',
    ],
    otherwise: 'terminate-state',
  },
  // `accepted` too: clients permit adding video then (§3.4b).
  update: { states: ['accepted', 'established', 'remote-updating'], otherwise: 'update-state' },
  message: { states: ['established'], otherwise: 'message-state' },
  dtmf: { states: ['early_media', 'accepted', 'established', 'local-updating', 'remote-updating'], otherwise: 'dtmf-state' },
}

/** Why the client may not ask this now, or null when it may. */
export function refusalOf(status: CallStatus, request: CallRequest): FailureName | null {
  if (request === 'answer' && status.direction === 'outgoing') return 'answer-outgoing'
  const { states, otherwise } = ALLOWED[request]
  return states.includes(status.state) ? null : otherwise
}

/** The status while the client's answer is with the leg: a second one is refused from here on. */
export function answering(status: CallStatus): CallStatus {
  return { ...status, state: 'answering' }
}

/** The status while a client's update is with the leg: an offer of its own, or its answer to the peer's (which ends the exchange at once). */
export function updating(status: CallStatus): CallStatus {
  return { ...status, state: status.state === 'remote-updating' ? settled(status) : 'local-updating' }
}

/** The peer's offer was not answered in time (old clients ignore it): refuse it so that the dialog survives. */
export function updateUnanswered(status: CallStatus): CallStep {
  if (status.state !== 'remote-updating') return { status, actions: [] }
  return { status: { ...status, state: settled(status) }, actions: [{ do: 'reject-offer', code: 488 }] }
}

/** What an event of the leg changes, and what is to be done. */
export function step(status: CallStatus, event: LegEvent): CallStep {
  if (status.state === 'terminated') return { status, actions: [] }
  switch (event.kind) {
    case 'calling':
      return status.state === 'connecting' ? moved(status, 'progress', { kind: 'progress' }) : stay(status)
    case 'ringing':
      return tell(status, { kind: 'ringing' })
    case 'proceeding':
      return tell(status, { kind: 'proceeding', code: event.code })
    case 'early-media':
      if (status.hasAnswer) return stay(status)
      return moved({ ...status, hasAnswer: true }, 'early_media', { kind: 'early-media', sdp: event.sdp, callId: event.callId })
    case 'answered':
      return answered(status, event)
    case 'media-up':
      return mediaUp(status)
    case 'offer-received':
      // RFC 3261 §14.2: 491 where it crosses ours, which goes on; 500 where its own first one still waits for our answer.
      if (status.state === 'remote-updating') return act(status, { do: 'reject-offer', code: 500 })
      if (status.state !== 'established' && status.state !== 'accepted') return act(status, { do: 'reject-offer', code: 491 })
      return {
        status: { ...status, state: 'remote-updating' },
        actions: [{ do: 'tell', event: { kind: 'update-received', sdp: event.sdp } }, { do: 'await-update-answer' }],
      }
    case 'offer-answered':
      if (event.sdp === null) return updateFailed(status, 'the answer had no session description')
      if (status.state !== 'local-updating') return stay(status)
      return moved(status, settled(status), { kind: 'update-accepted', sdp: event.sdp })
    case 'offer-rejected':
      return updateFailed(status, `${event.code} ${event.reason}`)
    case 'message':
      return tell(status, event)
    case 'message-outcome':
      return stay(status)
    case 'operation-failed':
      return operationFailed(status, event.operation, event.detail)
    case 'ended':
      return ended(status, event)
  }
}

function answered(status: CallStatus, event: Extract<LegEvent, { kind: 'answered' }>): CallStep {
  if (!UNANSWERED.includes(status.state)) return stay(status)
  const outgoing = status.direction === 'outgoing'
  const sdp = outgoing && !status.hasAnswer ? event.sdp : null
  const next: CallStatus = { ...status, state: settled(status), hasAnswer: status.hasAnswer || sdp !== null }
  const accepted: CallEvent = outgoing
    ? { kind: 'accepted', sdp, callId: event.callId, headers: event.headers }
    : { kind: 'accepted', sdp: null, callId: null, headers: {} }
  const step = tell(next, accepted)
  // Media that overtook the answer was not told yet, unless it was early media: then the client knows.
  if (!status.mediaUp || status.state === 'early_media') return step
  return { ...step, actions: [...step.actions, { do: 'tell', event: { kind: 'established' } }] }
}

function mediaUp(status: CallStatus): CallStep {
  if (status.mediaUp) return stay(status)
  const up = { ...status, mediaUp: true }
  const established: CallEvent = { kind: 'established' }
  switch (status.state) {
    case 'accepted':
      return moved(up, 'established', established)
    // Early media is not answered yet, and an update that began before media came up goes on; the client is told all the same.
    case 'early_media':
    case 'local-updating':
    case 'remote-updating':
      return tell(up, established)
    default:
      return stay(up)
  }
}

function updateFailed(status: CallStatus, reason: string): CallStep {
  return status.state === 'local-updating' ? moved(status, settled(status), { kind: 'update-failed', reason }) : stay(status)
}

function operationFailed(status: CallStatus, operation: LegOperation, detail: string): CallStep {
  switch (operation) {
    case 'dial':
    case 'answer':
    case 'decline':
    case 'hang-up':
      return terminated(status, endReason(null, detail), [])
    case 'offer':
      return updateFailed(status, detail)
    case 'answer-offer':
    case 'message':
    case 'dtmf':
      return stay(status)
  }
}

function ended(status: CallStatus, event: Extract<LegEvent, { kind: 'ended' }>): CallStep {
  // Cancelled while ringing here: missed, unless another device of the account took it (RFC 3326 "Call completed elsewhere").
  const missed = status.direction === 'incoming' && status.state === 'connecting' && event.code === 487 && !event.elsewhere
  return terminated(status, endReason(event.code, event.reason), missed ? [{ do: 'report-missed' }] : [])
}

/** Characters of another side's reason that go on to clients and into the log; SIP bounds a phrase by the size of a packet only. */
const LONGEST_REASON = 200

/** `<code> <phrase>` from SIP, else a text. Apps take a reason with "200" anywhere in it for a normal end, so no other text may contain it. */
function endReason(code: number | null, phrase: string): string {
  const text = phrase.includes('200') && code !== 200 ? '' : phrase.slice(0, LONGEST_REASON)
  return code === null ? text || 'unspecified reason' : `${code} ${text}`.trim()
}

function terminated(status: CallStatus, reason: string, more: readonly CallAction[]): CallStep {
  return {
    status: { ...status, state: 'terminated' },
    actions: [{ do: 'tell', event: { kind: 'terminated', reason } }, ...more, { do: 'release' }],
  }
}

/** Where an answered call rests. */
function settled(status: CallStatus): CallState {
  return status.mediaUp ? 'established' : 'accepted'
}

const stay = (status: CallStatus): CallStep => ({ status, actions: [] })
const act = (status: CallStatus, action: CallAction): CallStep => ({ status, actions: [action] })
const tell = (status: CallStatus, event: CallEvent): CallStep => act(status, { do: 'tell', event })
const moved = (status: CallStatus, state: CallState, event: CallEvent): CallStep => tell({ ...status, state }, event)
