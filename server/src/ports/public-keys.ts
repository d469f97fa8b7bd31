/** The PGP key of an account, which anybody may ask for. */
export interface PublicKey {
  /** ASCII armor. */
  readonly content: string
  /** Milliseconds since the epoch. */
  readonly storedAt: number
}

export interface PublicKeys {
  /** Replaces the one before. */
  put(account: string, key: PublicKey): Promise<void>
  get(account: string): Promise<PublicKey | null>
  /** Resolves with false where there was none. */
  remove(account: string): Promise<boolean>
}
