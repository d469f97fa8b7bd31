import type { SipRequest } from './message.ts'

/** Bytes that are no SIP message. */
export class SipParseError extends Error {
  override readonly name = 'SipParseError'
  /** The status to answer with. */
  readonly status: 400 | 505 | 513
  /**
   * What of a request could be read, for the answer to copy its header fields from, whatever their values are worth. Null where there is nothing
   * to answer: a response, an ACK, no Via.
   */
  readonly request: SipRequest | null

  constructor(status: 400 | 505 | 513, why: string, request: SipRequest | null) {
    super(why)
    this.status = status
    this.request = request
  }

  /** True when `status` can be answered. Without a Via that can be read, the answer goes to where the bytes came from. */
  get answerable(): boolean {
    return this.request !== null
  }
}

/** A value that would not be, or not stay, what it says once it is printed: a line end in it, a method that is no token. */
export class SipPrintError extends Error {
  override readonly name = 'SipPrintError'
}
