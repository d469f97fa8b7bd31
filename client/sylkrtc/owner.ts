import type { Identity } from './identity.ts'

/** The account that calls, conferences and messages belong to, as far as they need it. */
export interface Owner {
  /** `user@domain` */
  readonly id: string
  readonly displayName: string
  /** What others see of it. */
  readonly identity: Identity
}
