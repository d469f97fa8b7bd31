// Nonces that need no memory: when and for which algorithm they were made, and a code over that which only their maker can compute (RFC 7616 §5.4).
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { sameDigest } from './digest.ts'

export interface DigestNonce {
  /** Milliseconds on the maker's clock. */
  readonly madeAt: number
  /** The algorithm of the challenge that it came in. */
  readonly algorithm: string
}

/** `made.algorithm.salt.code`, the time in base 36 and the code in hexadecimal. */
const PATTERN = /^([0-9a-z]{1,11})\.([0-9A-Za-z-]{1,24})\.([0-9A-Za-z-]{1,64})\.([0-9a-f]{32})$/
const CODE_LENGTH = 32
const encoder = new TextEncoder()

export class DigestNonces {
  readonly #codes: ReturnType<typeof hmac.create>
  readonly #realm: string

  /** `secret`: at least 16 bytes that nobody else knows. Nonces of another secret or realm are foreign. Throws RangeError for a shorter one. */
  constructor(secret: Uint8Array, realm: string) {
    if (secret.length < 16) throw new RangeError('the secret of a digest server is too short')
    this.#codes = hmac.create(sha256, secret)
    this.#realm = realm
  }

  /** `salt`: fresh random text of hexadecimal digits or letters, so that no two clients share a nonce and its counts. */
  print({ madeAt, algorithm }: DigestNonce, salt: string): string {
    const text = `${Math.floor(madeAt).toString(36)}.${algorithm}.${salt}`
    return `${text}.${this.#codeOf(text)}`
  }

  /** Null for what this secret never made. */
  read(text: string): DigestNonce | null {
    const [, made, algorithm, , code] = PATTERN.exec(text) ?? []
    if (made === undefined || algorithm === undefined || code === undefined) return null
    if (!sameDigest(code, this.#codeOf(text.slice(0, -1 - CODE_LENGTH)))) return null
    return { madeAt: Number.parseInt(made, 36), algorithm }
  }

  #codeOf(text: string): string {
    const code = this.#codes
      .clone()
      .update(encoder.encode(`${text}.${this.#realm}`))
      .digest()
    return bytesToHex(code).slice(0, CODE_LENGTH)
  }
}
