/** What lets a SIP client read its journal over HTTP. An account has several, one for each of its devices; kept is only their SHA-256. */
export interface ApiTokens {
  /** `token` is random, of 128 bits or more. At most `keep` of the account stay: those that expire last. Times are milliseconds since the epoch. */
  add(account: string, token: string, expiresAt: number, keep: number): Promise<void>
  /** True where it is one of that account's and has not expired. How long that takes tells nothing of the tokens there are. */
  isValid(account: string, token: string, now: number): Promise<boolean>
  /** When those of the account expire, the first first. */
  expiries(account: string): Promise<readonly number[]>
  /** All of the account; resolves with how many that were. */
  revoke(account: string): Promise<number>
  /** Removes what has expired at `now`; resolves with how many that were. */
  expire(now: number): Promise<number>
}
