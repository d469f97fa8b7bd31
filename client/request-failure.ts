export type RequestFailureKind =
  | 'refused' // the gateway answered with an error; the message is its text
  | 'timeout' // no answer came in time; it may have been carried out all the same
  | 'aborted' // whoever asked for it gave it up
  | 'disconnected' // there is no connection, or it broke before the answer came

/** What the promise of a request rejects with; nothing else. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly kind: RequestFailureKind

  constructor(kind: RequestFailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}
