import type { PublicKey as OpenPgpPublicKey } from 'openpgp'
import { armoredBlock } from './armor.ts'
import { loadOpenPgp } from './openpgp.ts'
import { PgpError } from './pgp-error.ts'

/** In characters. An RSA-4096 key is some 3,300; with a few certificates and a picture it is still far below. */
const LONGEST_KEY = 64 * 1024
/** In bits; beyond, each message would take seconds. */
const LARGEST_RSA = 8192

/** Somebody's key, as far as others may know it. */
export interface PublicKey {
  /** Without white space around it. */
  readonly armored: string
  /** 40 hexadecimal digits, or 64 for a version 6 key; in lower case. */
  readonly fingerprint: string
}

/** Reads a key that came from outside. Rejects with a PgpError where there is none that messages can be encrypted with. */
export async function readPublicKey(text: string): Promise<PublicKey> {
  const key = await parsePublicKey(text)
  return { armored: key.armor().replaceAll('\r', '').trim(), fingerprint: key.getFingerprint() }
}

/** The same, for those who compute with it. */
export async function parsePublicKey(text: string): Promise<OpenPgpPublicKey> {
  if (text.length > LONGEST_KEY) throw new PgpError('too-large', `a key of ${text.length} characters`)
  const armoredKey = armoredBlock(text, 'PUBLIC KEY BLOCK')
  if (armoredKey === null) throw new PgpError('malformed', 'no public key')
  const { readKey } = await loadOpenPgp()
  const key = await readKey({ armoredKey }).catch(() => {
    throw new PgpError('malformed', 'a public key that cannot be read')
  })
  for (const { keyPacket } of key.getKeys()) {
    if ((keyPacket.getAlgorithmInfo().bits ?? 0) > LARGEST_RSA) throw new PgpError('too-large', 'a key of too many bits')
  }
  await key.getEncryptionKey(undefined, null).catch(() => {
    throw new PgpError('unusable-key', 'a public key that nothing can be encrypted with')
  })
  return key.toPublic()
}
