/** What an account's password turned out to be good for. */
export type AuthOutcome =
  /** Register in SIP with this digest HA1. */
  | { readonly kind: 'sip'; readonly ha1: string }
  /** Checked elsewhere: the account counts as registered without a REGISTER, and has no SIP credentials. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }

/** Decides what a password is good for. Never rejects: an unreachable authority is a refusal with its reason. */
export interface Auth {
  check(account: string, password: string): Promise<AuthOutcome>
}
