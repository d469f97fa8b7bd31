import { armoredBlock } from './armor.ts'
import { KeyPair } from './key-pair.ts'
import { loadOpenPgp } from './openpgp.ts'
import { PgpError } from './pgp-error.ts'

/** In characters: a public and a private key, encrypted and armoured once more. */
export const LONGEST_LOCKED_KEY = 128 * 1024
/** Each password that may open a message costs up to 0.3 s; existing clients lock with one. */
const MOST_PASSWORDS = 2
/** 2^16 KiB: what computing a key out of a password may take of memory. */
const ARGON2_MEMORY_EXPONENT = 16
const CODES = 900_000

/**
 * Six random digits, as existing clients make them and let them be typed in. A million codes withstand nobody who has the locked key
 * and tries them all at leisure: it is short-lived, and goes only through the gateway and the SIP domain, which keep nothing of it.
 */
export function newCode(): string {
  const numbers = new Uint32Array(1)
  for (;;) {
    const number = crypto.getRandomValues(numbers)[0] ?? 0
    // What is above the last full round would make low codes likelier.
    if (number < 2 ** 32 - (2 ** 32 % CODES)) return String(100_000 + (number % CODES))
  }
}

/**
 * A pair as it is handed to another device, or kept in a file: the public key in the clear, by which devices tell whether they have it
 * already, then the private one as a message that a password opens. It is what sylkrtc.js, its React Native twin and Blink send as
 * `text/pgp-private-key`.
 */
export async function lockKeyPair(pair: KeyPair, password: string): Promise<string> {
  const { createMessage, encrypt } = await loadOpenPgp()
  const message = await createMessage({ text: pair.privateArmored })
  return `${pair.publicArmored}\n${await encrypt({ message, passwords: [password] })}`
}

/**
 * Opens what `lockKeyPair` or an existing client has locked, or a private key that is protected by itself, or by nothing.
 * The mail that the React Native client writes has the same in base64. Rejects with a PgpError.
 */
export async function unlockKeyPair(text: string, password?: string): Promise<KeyPair> {
  if (text.length > LONGEST_LOCKED_KEY) throw new PgpError('too-large', `a locked key of ${text.length} characters`)
  if (armoredBlock(text, 'PRIVATE KEY BLOCK') !== null) return KeyPair.read(text, password)
  const armoredMessage = armoredBlock(text, 'MESSAGE')
  if (armoredMessage === null) {
    const decoded = fromBase64(text)
    if (decoded === null) throw new PgpError('malformed', 'no private key')
    return unlockKeyPair(decoded, password)
  }
  if (password === undefined) throw new PgpError('wrong-password', 'the private key is protected by a password')
  return KeyPair.read(await opened(armoredMessage, password))
}

async function opened(armoredMessage: string, password: string): Promise<string> {
  const { decrypt, enums, readMessage } = await loadOpenPgp()
  const message = await readMessage({ armoredMessage }).catch(() => {
    throw new PgpError('malformed', 'a locked key that cannot be read')
  })
  const ways = message.packets.filterByTag(enums.packet.symEncryptedSessionKey).length
  if (ways === 0 || ways > MOST_PASSWORDS) throw new PgpError('malformed', 'a locked key that no password opens')
  const config = { maxDecompressedMessageSize: LONGEST_LOCKED_KEY, maxArgon2MemoryExponent: ARGON2_MEMORY_EXPONENT }
  // Where it is the wrong password, or was changed on its way, cannot be told apart.
  const { data } = await decrypt({ message, passwords: [password], config }).catch(() => {
    throw new PgpError('wrong-password', 'the password does not open the private key')
  })
  return String(data)
}

/** The text in base64; null where it is none, or holds no armour: what comes out is not looked into a second time. */
function fromBase64(text: string): string | null {
  const digits = text.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(digits) || digits.length % 4 !== 0) return null
  const decoded = atob(digits)
  return decoded.includes('-----BEGIN PGP ') ? decoded : null
}
