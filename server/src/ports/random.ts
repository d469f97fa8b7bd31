/** Randomness, so that tests can own it. */
export interface Random {
  /** A fresh identifier of 128 bits in lower-case hex. */
  id(): string
}
