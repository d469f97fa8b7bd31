import { Refusal } from '../../ports/refusal.ts'

/** Janus' apierror.h. */
export const NO_SUCH_SESSION = 458

/** Janus answered a request with an error. */
export class JanusError extends Refusal {
  readonly code: number

  constructor(code: number, reason: string) {
    super('backend-refused', reason)
    this.code = code
  }
}
