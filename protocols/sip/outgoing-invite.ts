import { type Dialog, dialogOfClient } from './dialog.ts'
import { InviteSession, STATUS_OF } from './invite-session.ts'
import { fieldOf, type SipRequest, type SipResponse, withFields } from './message.ts'
import { cseqOf, tagOf } from './message-identity.ts'
import { type Credentials, type Sent, SentRequests } from './sent-requests.ts'
import { contentFields, type SessionSettings, targetFields } from './session-message.ts'
import type { SessionEffect } from './session-step.ts'
import { minimumOf, timerFields } from './session-timer.ts'
import type { ClientFailure } from './transaction.ts'

export type OutgoingInput =
  /** Any response to the INVITE that was sent last, a 2xx that came after its transaction was over too. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** The INVITE gets no final response. */
  | { readonly kind: 'failed'; readonly reason: ClientFailure }
  /** The user does not want it any more. */
  | { readonly kind: 'cancel' }

export type OutgoingEffect =
  /** The INVITE, to be sent as a transaction, with a Via of its own; again after a challenge or a 422, with another CSeq. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** CANCEL that INVITE, as soon as its transaction lets it. */
  | { readonly do: 'cancel'; readonly invite: SipRequest }
  /** A branch answers with a dialog of its own, to which messages within that dialog go from now on. */
  | { readonly do: 'begun'; readonly session: InviteSession }
  /** What a session wants. */
  | { readonly do: 'within'; readonly session: InviteSession; readonly effects: readonly SessionEffect[] }
  /** The first 2xx: this session is the call. Others are to be kept until the INVITE's transaction is over, since a 2xx of theirs may still come. */
  | { readonly do: 'chosen'; readonly session: InviteSession }
  /** No session came of it: those that were begun are over, but for a BYE under way. `response` is null where none came. */
  | { readonly do: 'failed'; readonly status: number; readonly response: SipResponse | null }
  | { readonly do: 'drop'; readonly reason: 'unexpected' | 'no-dialog' | 'too-many-branches' }

export interface Invitation {
  /** With To without tag, From with ours, Call-ID, CSeq, Max-Forwards and Route, and without Via, Contact and content. */
  readonly request: SipRequest
  /** The offer, of type application/sdp; null to have the peer offer. */
  readonly description: Uint8Array | null
  /** To a sips URI over TLS. */
  readonly secure: boolean
}

const MOST_BRANCHES = 32
const MOST_ATTEMPTS = 8

/**
 * An INVITE of ours that begins a session (RFC 3261 §13.2): its branches have a dialog and a session each, the first 2xx decides which one it is. Every other
 * 2xx, and each one after CANCEL, is acknowledged and its session ended by BYE (§13.2.2.4).
 */
export class OutgoingInvite {
  readonly #settings: SessionSettings
  readonly #invitation: Invitation
  readonly #credentials: SentRequests
  /** By the To tag of the responses. */
  readonly #branches = new Map<string, InviteSession>()
  #sent: Sent
  #attempts = 1
  #leastInterval = 0
  #cancelled = false
  #refused = false
  #chosen: InviteSession | null = null

  private constructor(settings: SessionSettings, invitation: Invitation) {
    this.#settings = settings
    this.#invitation = invitation
    this.#credentials = new SentRequests(settings.digest)
    this.#sent = this.#compose(
      cseqOf(invitation.request)?.number ?? 1,
      this.#credentials.authorize('INVITE', invitation.request.uri),
    )
  }

  static start(
    settings: SessionSettings,
    invitation: Invitation,
  ): { readonly invite: OutgoingInvite; readonly effects: OutgoingEffect[] } {
    const invite = new OutgoingInvite(settings, invitation)
    return { invite, effects: [{ do: 'send', request: invite.#sent.request }] }
  }

  /** `now` is in ms. */
  step(input: OutgoingInput, now: number): OutgoingEffect[] {
    switch (input.kind) {
      case 'response':
        return this.#answered(input.response, now)
      case 'failed':
        return this.#chosen || this.#refused ? [] : this.#fail(STATUS_OF[input.reason], null)
      case 'cancel':
        if (this.#chosen || this.#refused || this.#cancelled) return [{ do: 'drop', reason: 'unexpected' }]
        this.#cancelled = true
        return [{ do: 'cancel', invite: this.#sent.request }]
    }
  }

  #answered(response: SipResponse, now: number): OutgoingEffect[] {
    const cseq = cseqOf(response)
    if (cseq?.method !== 'INVITE' || cseq.number !== cseqOf(this.#sent.request)?.number)
      return [{ do: 'drop', reason: 'unexpected' }]
    if (response.status >= 300) return this.#refuse(response)
    if (response.status === 100) return []
    const tag = tagOf(fieldOf(response, 'To')) ?? ''
    const known = this.#branches.get(tag)
    if (known) return this.#pass(known, response, now)
    if (this.#branches.size === MOST_BRANCHES) return [{ do: 'drop', reason: 'too-many-branches' }]
    const { dialog } = dialogOfClient(this.#sent.request, response, this.#invitation.secure)
    if (!dialog) return [{ do: 'drop', reason: 'no-dialog' }]
    const session = this.#branch(tag, dialog)
    return [{ do: 'begun', session }, ...this.#pass(session, response, now)]
  }

  #branch(tag: string, dialog: Dialog): InviteSession {
    const session = InviteSession.calling(this.#settings, dialog, this.#sent, this.#leastInterval)
    this.#branches.set(tag, session)
    return session
  }

  #pass(session: InviteSession, response: SipResponse, now: number): OutgoingEffect[] {
    const repeated = session.dialog.phase !== 'early'
    const effects = session.step({ kind: 'response', response }, now)
    if (response.status < 200 || repeated) return [{ do: 'within', session, effects }]
    if (this.#chosen || this.#cancelled || this.#refused) {
      const ended = session.step({ kind: 'end', headers: [] }, now)
      return [{ do: 'within', session, effects: [...effects, ...ended] }, ...this.#late()]
    }
    this.#chosen = session
    return [
      { do: 'chosen', session },
      { do: 'within', session, effects },
    ]
  }

  /** A 2xx that overtook the CANCEL: for the user it is as if the call were cancelled. */
  #late(): OutgoingEffect[] {
    return this.#chosen || this.#refused ? [] : this.#fail(STATUS_OF.cancelled, null)
  }

  #refuse(response: SipResponse): OutgoingEffect[] {
    if (this.#chosen || this.#refused) return [{ do: 'drop', reason: 'unexpected' }]
    const credentials = this.#cancelled ? null : this.#again(response)
    if (!credentials) return this.#fail(response.status, response)
    this.#attempts++
    this.#branches.clear()
    this.#sent = this.#compose((cseqOf(this.#sent.request)?.number ?? 0) + 1, credentials)
    return [{ do: 'send', request: this.#sent.request }]
  }

  /** The credentials to try again with; null where that is no use. */
  #again(response: SipResponse): Credentials | null {
    if (this.#attempts === MOST_ATTEMPTS) return null
    const minimum = minimumOf(response, this.#leastInterval)
    if (minimum === null) return this.#credentials.challenged(this.#sent, response)
    this.#leastInterval = minimum
    return this.#credentials.authorize('INVITE', this.#sent.request.uri)
  }

  #fail(status: number, response: SipResponse | null): OutgoingEffect[] {
    this.#refused = true
    return [{ do: 'failed', status, response }]
  }

  #compose(number: number, credentials: Credentials): Sent {
    const { request: plain, description } = this.#invitation
    const fields = targetFields(this.#settings)
    const timing = timerFields(this.#settings.timer, null, this.#leastInterval)
    const numbered = withFields(plain, 'CSeq', [`${number} INVITE`])
    const headers = [...numbered.headers, ...fields, ...timing, ...credentials.fields, ...contentFields(description)]
    const request = { ...numbered, headers, body: description ?? plain.body }
    return { method: 'INVITE', purpose: 'modify', fields, description, request, exchange: credentials.exchange }
  }
}
