/** Why something outside did not do what the rules asked of it. `core/failure.ts` says what a client is told of each. */
export type RefusalReason =
  | 'dns' // no SIP server could be found for a domain; detail: what was looked up and what came back
  | 'backend-away' // there is no connection to the backend now
  | 'backend-timeout' // the backend did not answer in time
  | 'backend-refused' // the backend answered with an error; detail: its own text

/** The one error that a port's promise rejects with. Anything else that is thrown is a defect of ours. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reason: RefusalReason
  readonly detail: string

  constructor(reason: RefusalReason, detail: string) {
    super(`${reason}: ${detail}`)
    this.reason = reason
    this.detail = detail
  }
}
