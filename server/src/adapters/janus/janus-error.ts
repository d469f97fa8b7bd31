import { Refusal } from '../../ports/refusal.ts'

/** Janus' apierror.h. */
export const NO_SUCH_SESSION = 458
/** Also of a handle that went while a request for it was on its way. */
export const NO_SUCH_HANDLE = 459

/** Janus answered a request with an error. */
export class JanusError extends Refusal {
  readonly code: number

  constructor(code: number, reason: string) {
    super('backend-refused', reason)
    this.code = code
  }
}
