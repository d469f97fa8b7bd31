export type PgpErrorKind =
  | 'malformed' // not what it should be, or broken
  | 'too-large' // beyond what is looked at
  | 'unusable-key' // a key that cannot be used: expired, revoked, too weak, of a kind that is not known
  | 'wrong-password' // it does not open what it is for
  | 'no-key' // the key that would be needed is not there
  | 'not-loaded' // the OpenPGP implementation could not be loaded; it may later

/** What keys and ciphers reject with where what they were given, by people or from outside, does not do; nothing else is thrown for that. */
export class PgpError extends Error {
  override readonly name = 'PgpError'
  readonly kind: PgpErrorKind

  constructor(kind: PgpErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}
