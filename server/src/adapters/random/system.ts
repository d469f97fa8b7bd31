import { randomBytes } from 'node:crypto'
import type { Random } from '../../ports/random.ts'

/** The operating system's randomness. */
export const systemRandom: Random = {
  id: () => randomBytes(16).toString('hex'),
}
