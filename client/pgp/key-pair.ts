import type { PrivateKey } from 'openpgp'
import { armoredBlock } from './armor.ts'
import { loadOpenPgp } from './openpgp.ts'
import { PgpError } from './pgp-error.ts'

/** React Native's OpenPGP knows no elliptic curves, so all clients make RSA keys, and this is the size that browsers' make. */
const RSA_BITS = 2048
/** In characters; an armoured RSA-4096 private key is some 7,000. */
const LONGEST_KEY = 64 * 1024
/** A key is dated back so far, lest others, whose clocks are behind, take it for one that isn't valid yet. */
const BACKDATED_MS = 10 * 60_000

/** An account's own keys on this device, ready to be used. */
export class KeyPair {
  /** 40 hexadecimal digits, or 64 for a version 6 key; in lower case. */
  readonly fingerprint: string
  /** The public half, armoured, without white space around it. */
  readonly publicArmored: string
  /** The private half, armoured and unprotected. */
  readonly privateArmored: string
  /** For those who compute with it. */
  readonly key: PrivateKey

  private constructor(key: PrivateKey) {
    this.key = key
    this.fingerprint = key.getFingerprint()
    this.publicArmored = trim(key.toPublic().armor())
    this.privateArmored = trim(key.armor())
  }

  /**
   * A new pair, which takes a second or a few.
   * @param address `user@domain`
   * @param displayName both are the pair's user id, which anybody can read
   */
  static async generate(address: string, displayName = ''): Promise<KeyPair> {
    const { generateKey, readPrivateKey } = await loadOpenPgp()
    const name = userName(displayName) || address
    const options = { type: 'rsa', rsaBits: RSA_BITS, date: new Date(Date.now() - BACKDATED_MS) } as const
    // What is an address for SIP is not always one for OpenPGP; it is a name then.
    const { privateKey } = await generateKey({ ...options, userIDs: { name, email: address } }).catch(() =>
      generateKey({ ...options, userIDs: { name } }),
    )
    return new KeyPair(await readPrivateKey({ armoredKey: privateKey }))
  }

  /**
   * Reads a private key: as it is kept, or as another program exported it. Rejects with a PgpError.
   * @param text in which its armoured block is
   * @param password where it is protected by one
   */
  static async read(text: string, password?: string): Promise<KeyPair> {
    if (text.length > LONGEST_KEY) throw new PgpError('too-large', `a private key of ${text.length} characters`)
    const armoredKey = armoredBlock(text, 'PRIVATE KEY BLOCK')
    if (armoredKey === null) throw new PgpError('malformed', 'no private key')
    const { readPrivateKey } = await loadOpenPgp()
    const key = await readPrivateKey({ armoredKey }).catch(() => {
      throw new PgpError('malformed', 'a private key that cannot be read')
    })
    const unlocked = await unlock(key, password)
    await unlocked.getDecryptionKeys().catch(() => {
      throw new PgpError('unusable-key', 'a private key that decrypts nothing')
    })
    return new KeyPair(unlocked)
  }

  /**
   * The private key, armoured, for a file that the user keeps.
   * @param password protects it; without, whoever has the file can read everything
   */
  async exported(password?: string): Promise<string> {
    if (password === undefined) return this.privateArmored
    const { encryptKey } = await loadOpenPgp()
    return trim((await encryptKey({ privateKey: this.key, passphrase: password })).armor())
  }
}

async function unlock(key: PrivateKey, password: string | undefined): Promise<PrivateKey> {
  if (key.isDecrypted()) return key
  if (password === undefined) throw new PgpError('wrong-password', 'the private key is protected by a password')
  const { decryptKey } = await loadOpenPgp()
  return decryptKey({ privateKey: key, passphrase: password }).catch(() => {
    throw new PgpError('wrong-password', 'the password does not open the private key')
  })
}

/** A display name without what user ids cannot hold (RFC 9580 §5.11 leaves them to RFC 2822, which puts addresses in angle brackets). */
function userName(displayName: string): string {
  return displayName
    .replace(/[<>\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 200)
}

/** Clients compare armoured keys without white space around them, and with one kind of line ends. */
function trim(armored: string): string {
  return armored.replaceAll('\r', '').trim()
}
