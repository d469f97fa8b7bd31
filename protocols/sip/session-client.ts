import { contactField } from './dialog.ts'
import { ackWithin, afterResponse, requestWithin } from './dialog-request.ts'
import type { SipHeaderField, SipRequest, SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { beginInvite, descriptionOf, endInvite, glareInterval, offerObstacle, withdrawOffer } from './offer-answer.ts'
import { printRAck, receiptOf } from './reliable-provisional.ts'
import { type Credentials, type Draft, type Sent, type SentPurpose, SentRequests } from './sent-requests.ts'
import type { SessionDialog } from './session-dialog.ts'
import { contentFields, targetFields } from './session-message.ts'
import type { SessionEffect, SessionEnd } from './session-step.ts'
import { minimumOf, refreshFailed, refreshSent, timerFields, timerOfAnswer } from './session-timer.ts'
import { isTargetRefresh } from './target-refresh.ts'
import { earliest } from './timers.ts'

/** An INVITE of ours. Its 2xx may come again, and is then acknowledged by the same ACK. */
interface OurInvite {
  readonly sent: Sent
  readonly accepted: boolean
  readonly ack: SipRequest | null
}

/** The requests of ours within a session: re-INVITE, UPDATE, PRACK, BYE, and the ACKs. */
export class SessionClient {
  readonly #core: SessionDialog
  readonly #sent: SentRequests
  #invite: OurInvite | null = null
  /** The RAck of a reliable response whose offer the user has to answer. */
  #owedRack: string | null = null
  #lastProvisional: number | null = null
  #glare: { readonly at: number; readonly method: string } | null = null

  constructor(core: SessionDialog) {
    this.#core = core
    this.#sent = new SentRequests(core.settings.digest)
  }

  /** Whether a request of ours has no final response, or an INVITE no ACK. */
  get busy(): boolean {
    return this.#sent.size > 0 || this.#glare !== null || (this.#invite !== null && this.#invite.ack === null)
  }

  get nextWake(): number | null {
    const { timer, dialog } = this.#core
    const timed = dialog.phase === 'confirmed' ? earliest(timer?.refreshAt ?? null, timer?.endAt ?? null) : null
    return earliest(this.#glare?.at ?? null, timed)
  }

  /** An INVITE of ours went out. */
  begin(sent: Sent): void {
    this.#invite = { sent, accepted: false, ack: null }
    this.#lastProvisional = null
    this.#core.offers = beginInvite(this.#core.offers, 'us')
    this.#core.speak(sent.description, 'INVITE')
  }

  modify(method: 'INVITE' | 'UPDATE', description: Uint8Array | null, purpose: SentPurpose): SessionEffect[] {
    const obstacle = description || method === 'INVITE' ? offerObstacle(this.#core.offers, method) : null
    if (obstacle) return [{ do: 'drop', reason: obstacle }]
    if (method === 'INVITE' && this.#core.awaitsAck) return [{ do: 'drop', reason: 'invite-pending' }]
    // The peer refuses a second UPDATE before it answered the first (RFC 3311 §5.2).
    if (method === 'UPDATE' && this.#sent.has('UPDATE')) return [{ do: 'drop', reason: 'offer-pending' }]
    this.#glare = null
    return this.#send({ method, purpose, fields: targetFields(this.#core.settings), description })
  }

  cancel(): SessionEffect[] {
    if (!this.#invite || this.#invite.accepted) return [{ do: 'drop', reason: 'unexpected' }]
    return [{ do: 'cancel', invite: this.#invite.sent.request }]
  }

  /** Sends a request that is the user's. Several may be under way; who wants them taken in order waits for the answer (RFC 3261 §12.2.2). */
  ask(method: string, headers: readonly SipHeaderField[], body: Uint8Array): SessionEffect[] {
    if (this.#core.over) return [{ do: 'drop', reason: 'over' }]
    const { contact, isFocus } = this.#core.settings
    const target = isTargetRefresh(method) ? [contactField(contact, isFocus)] : []
    return this.#send({ method, purpose: 'ask', fields: [...target, ...headers], description: body })
  }

  /** Ends the session. */
  bye(headers: readonly SipHeaderField[], by: 'us' | 'peer', why: SessionEnd): SessionEffect[] {
    const sent = this.#send({ method: 'BYE', purpose: 'bye', fields: headers, description: null })
    return [...sent, this.#core.finish(by, why)]
  }

  /** The session is over: a 2xx that still waits for its ACK gets it, without the answer. */
  close(): SessionEffect[] {
    this.#glare = null
    return this.#invite?.accepted && !this.#invite.ack ? this.#ack(this.#invite, null) : []
  }

  /** Answers an offer that came in a 2xx or a reliable provisional response; null where there is none. */
  answer(description: Uint8Array): SessionEffect[] | null {
    if (this.#owedRack !== null) {
      const rack = this.#owedRack
      this.#owedRack = null
      this.#core.speak(description, 'PRACK')
      return this.#prack(rack, description)
    }
    if (!this.#invite?.accepted || this.#invite.ack) return null
    this.#core.speak(description, 'ACK')
    return [...this.#ack(this.#invite, description), { do: 'confirmed' }]
  }

  answered(response: SipResponse, now: number): SessionEffect[] {
    const invite = this.#invite
    const cseq = cseqOf(response)
    if (invite && cseq?.method === 'INVITE' && cseq.number === cseqOf(invite.sent.request)?.number)
      return this.#answeredInvite(invite, response, now)
    if (response.status < 200) return []
    const sent = this.#sent.take(response)
    if (!sent) return [{ do: 'drop', reason: 'unexpected' }]
    if (response.status >= 300) return this.#refused(sent, response.status, response, now)
    const told: SessionEffect[] = sent.purpose === 'ask' ? [answerOf(sent, response.status, response)] : []
    return this.#core.over ? told : [...told, ...this.#accepted(sent, response, now)]
  }

  /** A request of ours has no final response; that status stands for it. */
  failed(request: SipRequest, status: number, now: number): SessionEffect[] {
    const invite = this.#invite
    if (invite && !invite.accepted && invite.sent.request.method === request.method && sameNumber(invite.sent.request, request)) {
      this.#endInvite()
      return this.#refused(invite.sent, status, null, now)
    }
    const sent = this.#sent.take(request)
    return sent ? this.#refused(sent, status, null, now) : [{ do: 'drop', reason: 'unexpected' }]
  }

  wake(now: number): SessionEffect[] {
    const { timer, dialog } = this.#core
    const effects: SessionEffect[] = []
    if (this.#glare && now >= this.#glare.at) {
      effects.push({ do: 'retry', method: this.#glare.method })
      this.#glare = null
    }
    if (!timer || dialog.phase !== 'confirmed') return effects
    if (now >= timer.endAt) {
      const reason = { name: 'Reason', value: 'SIP;cause=408;text="Session Timer"' }
      return [...effects, ...this.bye([reason], 'us', 'expired')]
    }
    if (timer.refreshAt !== null && now >= timer.refreshAt) effects.push(...this.#refresh(now))
    return effects
  }

  /** RFC 4028 §7.4: by UPDATE where the peer takes it, which needs no offer, else by re-INVITE with the description as it is. */
  #refresh(now: number): SessionEffect[] {
    const { timer, updates, description } = this.#core
    if (!timer) return []
    const effects = updates ? this.modify('UPDATE', null, 'refresh') : this.modify('INVITE', description, 'refresh')
    const sent = effects.some((effect) => effect.do === 'send')
    this.#core.timer = sent ? refreshSent(timer) : refreshFailed(timer, now)
    return sent ? effects : []
  }

  #answeredInvite(invite: OurInvite, response: SipResponse, now: number): SessionEffect[] {
    if (invite.ack) return response.status >= 200 && response.status < 300 ? [{ do: 'ack', request: invite.ack }] : []
    if (invite.accepted) return []
    if (response.status < 200) return this.#core.over ? [] : this.#progress(invite, response)
    if (response.status >= 300) {
      this.#endInvite()
      return this.#refused(invite.sent, response.status, response, now)
    }
    const core = this.#core
    core.dialog = afterResponse(core.dialog, response)
    this.#invite = { ...invite, accepted: true }
    // What was hung up before is only acknowledged: its BYE is under way.
    if (core.over) return this.#ack(this.#invite, null)
    core.learn(response)
    core.timer = timerOfAnswer(invite.sent.request, response, now)
    core.settings.digest?.accepted(invite.sent.request, response)
    const settled = core.offers.invite?.settled ?? false
    const heard = core.hear(response, '2xx')
    core.offers = endInvite(core.offers, true)
    if (!settled && heard.length === 0) return this.bye([], 'us', 'no-description')
    // Its offer is answered in the ACK, which waits for the user.
    if (core.offers.pending?.in === '2xx') return heard
    return [...heard, ...this.#ack(this.#invite, null), { do: 'confirmed' }]
  }

  #progress(invite: OurInvite, response: SipResponse): SessionEffect[] {
    if (response.status === 100) return []
    const receipt = receiptOf(response, this.#lastProvisional)
    if (receipt.is === 'repeated' || receipt.is === 'gap') return [{ do: 'drop', reason: 'provisional-order' }]
    this.#core.learn(response)
    const progress: SessionEffect = { do: 'progress', response }
    if (receipt.is === 'unreliable') {
      const description = descriptionOf(response)
      const { pending } = this.#core.offers
      const previews = description && pending?.by === 'us' && pending.in === 'INVITE'
      return previews ? [progress, { do: 'described', role: 'preview', in: '1xx', description }] : [progress]
    }
    this.#lastProvisional = receipt.number
    const heard = this.#core.hear(response, '1xx')
    const rack = printRAck({ response: receipt.number, cseq: cseqOf(invite.sent.request)?.number ?? 0, method: 'INVITE' })
    if (heard.some((effect) => effect.do === 'described' && effect.role === 'offer')) {
      this.#owedRack = rack
      return [progress, ...heard]
    }
    return [progress, ...heard, ...this.#prack(rack, null)]
  }

  #accepted(sent: Sent, response: SipResponse, now: number): SessionEffect[] {
    const core = this.#core
    core.dialog = afterResponse(core.dialog, response)
    core.settings.digest?.accepted(sent.request, response)
    if (sent.method !== 'UPDATE') return []
    core.learn(response)
    core.timer = timerOfAnswer(sent.request, response, now)
    const heard = core.hear(response, 'UPDATE-2xx')
    if (!sent.description || heard.length > 0) return heard
    core.offers = withdrawOffer(core.offers)
    return [{ do: 'refused', method: 'UPDATE', status: response.status, retryAt: null }]
  }

  #refused(sent: Sent, status: number, response: SipResponse | null, now: number): SessionEffect[] {
    const core = this.#core
    if (sent.method === 'UPDATE' && sent.description) core.offers = withdrawOffer(core.offers)
    const credentials = response && this.#sent.challenged(sent, response)
    if (credentials) return this.#send(sent, credentials)
    const told: SessionEffect[] = sent.purpose === 'ask' ? [answerOf(sent, status, response)] : []
    // A reliable response without PRACK is its sender's to give up (RFC 3262 §3).
    if (core.over || sent.purpose === 'prack') return told
    if (status === 481) {
      core.dialog = { ...core.dialog, phase: 'ended' }
      return [...told, core.finish('peer', 'lost')]
    }
    // §12.2.1.2: without an answer the dialog is ended too, so that a peer that is there after all hears of it.
    if (status === 408) return [...told, ...this.bye([], 'us', 'lost')]
    if (sent.purpose === 'ask') return told
    const minimum = response && !sent.corrected ? minimumOf(response, core.leastInterval) : null
    if (minimum !== null) {
      core.leastInterval = minimum
      return this.#send({ ...sent, corrected: true })
    }
    if (sent.method === 'UPDATE' && (status === 405 || status === 501)) core.forgetUpdates()
    if (sent.purpose === 'refresh') {
      core.timer = core.timer && refreshFailed(core.timer, now)
      return []
    }
    if (sent.purpose !== 'modify') return []
    const retryAt = status === 491 ? now + glareInterval(core.ownsCallId, core.settings.random()) : null
    if (retryAt !== null) this.#glare = { at: retryAt, method: sent.method }
    return [{ do: 'refused', method: sent.method, status, retryAt }]
  }

  #endInvite(): void {
    this.#invite = null
    this.#owedRack = null
    this.#core.offers = endInvite(this.#core.offers, false)
  }

  #prack(rack: string, description: Uint8Array | null): SessionEffect[] {
    return this.#send({ method: 'PRACK', purpose: 'prack', fields: [{ name: 'RAck', value: rack }], description })
  }

  #ack(invite: OurInvite, description: Uint8Array | null): SessionEffect[] {
    const ack = ackWithin(this.#core.dialog, invite.sent.request, contentFields(description), description ?? undefined)
    this.#invite = { ...invite, ack }
    return [{ do: 'ack', request: ack }]
  }

  #send(draft: Draft, credentials?: Credentials): SessionEffect[] {
    const core = this.#core
    const { method, purpose, fields, description, corrected = false } = draft
    const { fields: authorization, exchange } = credentials ?? this.#sent.authorize(method, core.dialog.remoteTarget)
    const timing =
      method === 'INVITE' || method === 'UPDATE' ? timerFields(core.settings.timer, core.timer, core.leastInterval) : []
    const headers = [...fields, ...timing, ...authorization, ...(purpose === 'ask' ? [] : contentFields(description))]
    const made = requestWithin(core.dialog, method, headers, description ?? undefined)
    if (made.request === null) return [{ do: 'drop', reason: made.why === 'ended' ? 'over' : 'sequence' }]
    core.dialog = made.dialog
    const sent: Sent = { method, purpose, fields, description, corrected, request: made.request, exchange }
    if (method === 'INVITE') this.begin(sent)
    else this.#sent.add(sent)
    if (method === 'UPDATE') core.speak(description, 'UPDATE')
    return [{ do: 'send', request: made.request }]
  }
}

function answerOf({ method }: Sent, status: number, response: SipResponse | null): SessionEffect {
  return { do: 'answered', method, status, response }
}

function sameNumber(one: SipRequest, other: SipRequest): boolean {
  return cseqOf(one)?.number === cseqOf(other)?.number
}
