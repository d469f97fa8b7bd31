import { Refusal } from '../../ports/refusal.ts'

/** `No such session`, `No such handle` (Janus' apierror.h): what we thought to have is gone. */
export const NO_SUCH_SESSION = 458
export const NO_SUCH_HANDLE = 459

/** Janus answered a request with an error. */
export class JanusError extends Refusal {
  readonly code: number

  constructor(code: number, reason: string) {
    super('backend-refused', reason)
    this.code = code
  }
}
