import type { Dialog } from '../dialog.ts'
import { afterAnswer, receiveWithin, type Within } from '../dialog-answer.ts'
import { afterResponse, requestWithin } from '../dialog-request.ts'
import type { DigestClient } from '../digest-client.ts'
import type { SipHeaderField, SipRequest, SipResponse } from '../message.ts'
import { type Credentials, type Draft, type Sent, SentRequests } from '../sent-requests.ts'

/** Where a dialog is kept, for all who use it (RFC 5057). */
export interface DialogPlace {
  dialog: Dialog
  /** With others, such as an INVITE session, which see to the order of the peer's requests and to the dialog's end. */
  readonly shared: boolean
}

export interface FinalAnswer {
  readonly sent: Sent
  /** The same request with credentials, to be sent instead of giving up. */
  readonly again: SipRequest | null
}

/** A dialog as one subscription in it sees it: the requests of ours that wait for their responses, and the order of the peer's. */
export class DialogUsage {
  readonly #place: DialogPlace
  readonly #digest: DigestClient | null
  readonly #sent: SentRequests

  constructor(place: DialogPlace, digest: DigestClient | null) {
    this.#place = place
    this.#digest = digest
    this.#sent = new SentRequests(digest)
  }

  get dialog(): Dialog {
    return this.#place.dialog
  }

  get shared(): boolean {
    return this.#place.shared
  }

  /** Whether a request of ours has no final response. */
  get busy(): boolean {
    return this.#sent.size > 0
  }

  /** The next request; null where the dialog is over, or where no CSeq number is left. */
  send(method: string, fields: readonly SipHeaderField[], body: Uint8Array | null = null): SipRequest | null {
    const draft: Draft = { method, purpose: 'modify', fields, description: body }
    return this.#compose(draft, this.#sent.authorize(method, this.dialog.remoteTarget))
  }

  /** What a response answers finally; null for others. */
  answered(response: SipResponse): FinalAnswer | null {
    const sent = response.status < 200 ? undefined : this.#sent.take(response)
    if (!sent) return null
    if (response.status < 300) {
      this.#place.dialog = afterResponse(this.dialog, response)
      this.#digest?.accepted(sent.request, response)
      return { sent, again: null }
    }
    const credentials = this.#sent.challenged(sent, response)
    return { sent, again: credentials && this.#compose(sent, credentials) }
  }

  /** That request gets no final response. False where none such waits. */
  lost(request: SipRequest): boolean {
    return this.#sent.take(request) !== undefined
  }

  /** Whether a request of the peer's is in its turn. */
  receive(request: SipRequest): Within {
    if (this.#place.shared) return { accepted: true, dialog: this.dialog }
    const within = receiveWithin(this.dialog, request)
    if (within.accepted) this.#place.dialog = within.dialog
    return within
  }

  /** We answer that request of the peer's with a 2xx: it may say a new target. */
  accept(request: SipRequest): void {
    this.#place.dialog = afterAnswer(this.dialog, request, 200)
  }

  #compose(draft: Draft, credentials: Credentials): SipRequest | null {
    const { method, purpose, fields, description } = draft
    const made = requestWithin(this.dialog, method, [...fields, ...credentials.fields], description ?? undefined)
    if (made.request === null) return null
    this.#place.dialog = made.dialog
    this.#sent.add({ method, purpose, fields, description, request: made.request, exchange: credentials.exchange })
    return made.request
  }
}
