import { KeyPair } from './key-pair.ts'

const pairs = new Map<string, Promise<KeyPair>>()

/** A key pair of somebody's, for tests: made once and then the same for all of them, as making one takes long. */
export function samplePair(user: string): Promise<KeyPair> {
  const known = pairs.get(user) ?? KeyPair.generate(`${user}@example.com`, user)
  pairs.set(user, known)
  return known
}
