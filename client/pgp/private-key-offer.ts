import { armoredBlock } from './armor.ts'
import type { KeyPair } from './key-pair.ts'
import { LONGEST_LOCKED_KEY, unlockKeyPair } from './locked-key.ts'
import { PgpError, type PgpErrorKind } from './pgp-error.ts'
import { readPublicKey } from './public-key.ts'

/** Then whoever tries is guessing, and the other device is to offer it anew. */
const MOST_ATTEMPTS = 5

export type UnlockOutcome =
  | { readonly kind: 'unlocked'; readonly pair: KeyPair }
  /** `attemptsLeft` 0: the offer is void. */
  | { readonly kind: 'refused'; readonly reason: PgpErrorKind; readonly attemptsLeft: number }

/** A private key that another device of the account hands over, until the code that is shown there has been typed in here. */
export class PrivateKeyOffer {
  /** Of the public key that came with it. */
  readonly fingerprint: string
  readonly #locked: string
  #attemptsLeft = MOST_ATTEMPTS

  private constructor(fingerprint: string, locked: string) {
    this.fingerprint = fingerprint
    this.#locked = locked
  }

  /** Reads what a device has sent as `text/pgp-private-key`; null where that is none, or without the public key that belongs to it. */
  static async read(content: string): Promise<PrivateKeyOffer | null> {
    if (content.length > LONGEST_LOCKED_KEY || armoredBlock(content, 'MESSAGE') === null) return null
    const key = await readPublicKey(content).catch(() => null)
    return key === null ? null : new PrivateKeyOffer(key.fingerprint, content)
  }

  get attemptsLeft(): number {
    return this.#attemptsLeft
  }

  /** @param code as it was typed in: with whatever white space around it */
  async unlock(code: string): Promise<UnlockOutcome> {
    if (this.#attemptsLeft === 0) return this.#refused('wrong-password')
    this.#attemptsLeft--
    try {
      const pair = await unlockKeyPair(this.#locked, code.trim())
      if (pair.fingerprint !== this.fingerprint) return this.#refused('malformed')
      return { kind: 'unlocked', pair }
    } catch (error) {
      if (!(error instanceof PgpError)) throw error
      return this.#refused(error.kind)
    }
  }

  #refused(reason: PgpErrorKind): UnlockOutcome {
    return { kind: 'refused', reason, attemptsLeft: this.#attemptsLeft }
  }
}
