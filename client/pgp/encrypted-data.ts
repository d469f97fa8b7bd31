import type { PublicKey as OpenPgpPublicKey } from 'openpgp'
import type { Signature, Unreadable } from '../message-cipher.ts'
import type { KeyPair } from './key-pair.ts'
import { loadOpenPgp, type OpenPgp, tolerantNow } from './openpgp.ts'
import { PgpError } from './pgp-error.ts'
import { parsePublicKey } from './public-key.ts'

/** Keys that one message may be encrypted to: each that might be ours costs an attempt. */
const MOST_RECIPIENTS = 64
/** The id that stands for a key that isn't named (RFC 9580 §5.1). */
const ANYBODY = '0000000000000000'

/** A file that is in memory. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

export type DecryptedData =
  /** `name` is `""` of a text. */
  | ({ readonly kind: 'decrypted'; readonly signature: Signature } & NamedBytes)
  | { readonly kind: 'unreadable'; readonly reason: Unreadable }

/** Who can read it, and what is tried on what came. */
export interface DecryptionKeys {
  /** Of this account, the one in use first. */
  readonly own: readonly KeyPair[]
  /** Armoured public keys of whoever is said to have written it. */
  readonly sender: readonly string[]
  /** In bytes, of what is encrypted and of what comes out. */
  readonly limit: number
}

/**
 * Encrypts to the recipients and to oneself, so that other devices of both read it, and signs. Without compression, whose gain would tell
 * what is inside, and as openpgp 5, go-crypto (React Native) and PGPy (Blink) read it: no AEAD unless all keys ask for it.
 * Rejects with a PgpError where a recipient's key does not do.
 * @param recipients armoured public keys
 * @returns armour
 */
export async function encryptData(plain: string | NamedBytes, recipients: readonly string[], own: KeyPair): Promise<string> {
  const openpgp = await loadOpenPgp()
  const keys = await Promise.all(recipients.map(parsePublicKey))
  const message =
    typeof plain === 'string'
      ? await openpgp.createMessage({ text: plain })
      : await openpgp.createMessage({ binary: plain.bytes, filename: plain.name })
  // Two steps, as only keys are judged by a tolerant clock: the signature bears the time that it is.
  const signed = await openpgp.sign({ message, signingKeys: own.key, format: 'object' })
  const encryptionKeys = [...keys, own.key.toPublic()]
  const encrypted = await openpgp
    .encrypt({ message: signed, encryptionKeys, date: tolerantNow(), format: 'armored' })
    .catch(() => {
      throw new PgpError('unusable-key', 'nothing can be encrypted with the key any more')
    })
  return String(encrypted)
}

/** Decrypts, and looks who has signed. Never rejects for what it is given: bytes from outside may be anything. */
export async function decryptData(armored: string, { own, sender, limit }: DecryptionKeys): Promise<DecryptedData> {
  // Armour is a third longer than what is in it, and has line ends.
  if (armored.length > limit * 1.5) return unreadable('too-large')
  if (own.length === 0) return unreadable('no-private-key')
  const openpgp = await loadOpenPgp().catch(() => null)
  if (openpgp === null) return unreadable('not-loaded')
  const message = await openpgp.readMessage({ armoredMessage: armored }).catch(() => null)
  if (message === null) return unreadable('damaged')
  const ids = message.getEncryptionKeyIDs()
  if (ids.length > MOST_RECIPIENTS) return unreadable('too-large')
  const decryptionKeys = own.map(({ key }) => key)
  const ours = decryptionKeys.flatMap((key) => key.getKeyIDs())
  if (!ids.some((id) => id.toHex() === ANYBODY || ours.some((one) => one.equals(id)))) return unreadable('other-key')
  // A key that is of no use any more verifies nothing; what it signed counts as signed by a key that isn't known.
  const parsed = await Promise.allSettled(sender.map(parsePublicKey))
  const verificationKeys = parsed.flatMap((key) => (key.status === 'fulfilled' ? [key.value] : []))
  try {
    const { data, signatures, filename } = await openpgp.decrypt({
      message,
      decryptionKeys,
      verificationKeys,
      format: 'binary',
      date: tolerantNow(),
      config: { maxDecompressedMessageSize: limit },
    })
    return { kind: 'decrypted', bytes: data, name: filename ?? '', signature: await signatureOf(signatures, verificationKeys) }
  } catch (error) {
    return unreadable(isTooLarge(error) ? 'too-large' : 'damaged')
  }
}

function unreadable(reason: Unreadable): DecryptedData {
  return { kind: 'unreadable', reason }
}

type Signatures = Awaited<ReturnType<OpenPgp['decrypt']>>['signatures']

async function signatureOf(signatures: Signatures, keys: readonly OpenPgpPublicKey[]): Promise<Signature> {
  if (signatures.length === 0) return 'unsigned'
  const outcomes = await Promise.allSettled(signatures.map(({ verified }) => verified))
  if (outcomes.some(({ status }) => status === 'fulfilled')) return 'signed-by-sender'
  const known = keys.flatMap((key) => key.getKeyIDs())
  const bySender = signatures.some(({ keyID }) => known.some((id) => id.equals(keyID)))
  return bySender ? 'bad-signature' : 'unknown-signer'
}

/** openpgp has no other sign of it than its text; a test notices when that changes. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Maximum decompressed')
}
