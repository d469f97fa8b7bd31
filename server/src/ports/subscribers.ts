/** What a user's password is known as: the hash of `user:realm:password` in lower-case hexadecimal (RFC 7616 §3.4.2). Never reaches a log. */
export interface SubscriberSecret {
  readonly hash: 'MD5' | 'SHA-256'
  readonly ha1: string
}

/** Who has an account in the SIP domains that this server serves itself. */
export interface Subscribers {
  /** Each hash that is known, at most once; null where there is no such user. `user` and `realm` are compared as they are. */
  find(user: string, realm: string): Promise<readonly SubscriberSecret[] | null>
}
