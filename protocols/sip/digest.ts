// The computations of Digest (RFC 7616 §3.4, for SIP RFC 8760). What is text there is UTF-8 here.
import { md5 } from '@noble/hashes/legacy.js'
import { sha256, sha512_256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { DigestProtection } from './auth-header.ts'

export type DigestHash = 'MD5' | 'SHA-256' | 'SHA-512-256'

export interface DigestAlgorithm {
  /** As IANA's registry of hash algorithms for HTTP Digest writes it. */
  readonly name: string
  readonly hash: DigestHash
  /** A `-sess` algorithm: the hash of the password is mixed with the nonces before use. */
  readonly session: boolean
}

/** What the password of a user is known as. */
export type DigestSecret =
  | { readonly kind: 'password'; readonly password: string }
  /** The hash of `user:realm:password`, in hexadecimal. Good for algorithms with that hash and for that realm only. */
  | { readonly kind: 'ha1'; readonly hash: DigestHash; readonly ha1: string }

/** What a response proves the knowledge of a password for. */
export interface DigestSubject {
  readonly method: string
  readonly uri: string
  readonly nonce: string
  readonly protection: DigestProtection | null
}

const HASHES: Readonly<Record<DigestHash, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-256': sha256,
  'SHA-512-256': sha512_256,
}

/** Strongest first. SHA-512-256 is not weaker than SHA-256, with as many bits and rarer in clients. */
const BY_STRENGTH: readonly DigestHash[] = ['SHA-512-256', 'SHA-256', 'MD5']

export const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = BY_STRENGTH.flatMap((hash) => [
  { name: hash, hash, session: false },
  { name: `${hash}-sess`, hash, session: true },
])

const MD5: DigestAlgorithm = { name: 'MD5', hash: 'MD5', session: false }
const encoder = new TextEncoder()

/** The algorithm of that name in any case, MD5 for null (RFC 7616 §3.3); null for one that is not known. */
export function digestAlgorithm(name: string | null): DigestAlgorithm | null {
  if (name === null) return MD5
  const wanted = name.toLowerCase()
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm.name.toLowerCase() === wanted) ?? null
}

/** How strong the algorithm's hash is among the known ones, 0 the strongest. */
export function weaknessOf(algorithm: DigestAlgorithm): number {
  return BY_STRENGTH.indexOf(algorithm.hash)
}

/** HA1 of a user in lower-case hexadecimal, before `-sess`; null where `secrets` know it for other hashes only. */
export function ha1Of(secrets: readonly DigestSecret[], hash: DigestHash, username: string, realm: string): string | null {
  const secret = secrets.find((candidate) => candidate.kind === 'password' || candidate.hash === hash)
  if (!secret) return null
  return secret.kind === 'ha1' ? secret.ha1.toLowerCase() : hexOf(hash, `${username}:${realm}:${secret.password}`)
}

/**
 * The response in lower-case hexadecimal (RFC 7616 §3.4.1; without `protection` that of RFC 2069). Null where it is not defined or not known here:
 * a qop other than `auth`, a `-sess` algorithm without a client nonce.
 */
export function digestResponse(algorithm: DigestAlgorithm, ha1: string, subject: DigestSubject): string | null {
  const { method, uri, nonce, protection } = subject
  const ha2 = hexOf(algorithm.hash, `${method}:${uri}`)
  if (!protection) return algorithm.session ? null : hexOf(algorithm.hash, `${ha1}:${nonce}:${ha2}`)
  const { qop, cnonce, nc } = protection
  // auth-int would hash the body, which proxies may change; nobody in SIP asks for it alone.
  if (qop !== 'auth') return null
  const key = algorithm.session ? hexOf(algorithm.hash, `${ha1}:${nonce}:${cnonce}`) : ha1
  return hexOf(algorithm.hash, `${key}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`)
}

/** True where both are the same; how long it takes tells their lengths and nothing else. */
export function sameDigest(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

function hexOf(hash: DigestHash, text: string): string {
  return bytesToHex(HASHES[hash](encoder.encode(text)))
}
