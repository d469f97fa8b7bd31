/** A phone under the test's control, the same whether it lives in the fake's world or on a real UDP port. */
export interface Phone {
  /** `user@domain`. */
  readonly address: string
  /** The next call that rang at it. A phone without SRTP refuses by itself what demands SRTP, as phones do. */
  nextCall(): Promise<PhoneCall>
  /** Calls somebody. */
  call(target: string, options?: { readonly sdp?: string; readonly headers?: PhoneHeaders }): PhoneCall
  /** How many calls have reached it so far, refused ones included. */
  readonly callsSeen: number
}

export type PhoneHeaders = Readonly<Record<string, string>>

/** One of the phone's calls. Whatever it waits for rejects after a few seconds. */
export interface PhoneCall {
  readonly callId: string
  /** The other side's INVITE: empty and "" in a call that the phone started. */
  readonly headers: PhoneHeaders
  readonly offer: string

  /** 180. */
  ring(): void
  /** Any 1xx without SDP. */
  progress(code: number): void
  /** 183 with SDP. */
  earlyMedia(sdp?: string): void
  /** 200; resolves with the ACK. */
  answer(options?: { readonly sdp?: string; readonly headers?: PhoneHeaders }): Promise<void>
  reject(code: number): void

  /** The 200 to the phone's own INVITE. */
  answered(): Promise<{ readonly sdp: string; readonly headers: PhoneHeaders }>
  /** The status of a failed INVITE of the phone's own. */
  refused(): Promise<number>
  /** `reason`: value of a Reason header (RFC 3326). */
  cancel(reason?: string): void

  /** BYE. */
  hangUp(): void
  /** The other side's BYE or CANCEL. */
  ended(): Promise<'bye' | 'cancel'>
  /** re-INVITE; resolves with what comes back. */
  offerAgain(sdp?: string): Promise<{ readonly code: number; readonly sdp: string }>
  /** The other side's re-INVITE. */
  nextOffer(): Promise<PhoneOffer>
  /** In-dialog MESSAGE; resolves with its final status. */
  sendMessage(contentType: string, content: string): Promise<number>
  nextMessage(): Promise<PhoneMessage>
  /** The body of the next INFO. */
  nextInfo(): Promise<{ readonly contentType: string; readonly content: string }>
}

export interface PhoneOffer {
  readonly sdp: string
  answer(sdp?: string): void
  reject(code: number): void
}

/** A MESSAGE that waits for its answer. */
export interface PhoneMessage {
  readonly contentType: string
  readonly content: string
  respond(code: number): void
}
