import { PgpError } from './pgp-error.ts'

/** What openpgp exports; as a type only, so that nothing of it is loaded with the page. */
export type OpenPgp = typeof import('openpgp')

let loading: Promise<OpenPgp> | null = null

/**
 * The OpenPGP implementation, loaded when it is first needed: it is several times as big as the rest of the SDK.
 *
 * It uses WebCrypto where there is one. Without (React Native; pages that came over plain http) it computes in JavaScript, which takes
 * BigInt, `crypto.getRandomValues`, TextEncoder and web streams, polyfilled where they are missing, and some ten times as long: seconds
 * for a signature or a decryption on a phone, a minute for a new key pair. Apps then better take the keys from another device.
 * Rejects with a PgpError, and is tried again the next time.
 */
export function loadOpenPgp(): Promise<OpenPgp> {
  loading ??= import('openpgp').catch(() => {
    // A network that was away for a moment must not leave the page without encryption until it is loaded anew.
    loading = null
    throw new PgpError('not-loaded', 'the OpenPGP implementation could not be loaded')
  })
  return loading
}

/** How much clocks of devices may differ. */
const CLOCK_TOLERANCE_MS = 24 * 3_600_000

/** The time by which keys and signatures of others count as valid already: later than now, as their clocks may be ahead of ours. */
export function tolerantNow(): Date {
  return new Date(Date.now() + CLOCK_TOLERANCE_MS)
}
