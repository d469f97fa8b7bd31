import { randomBytes } from 'node:crypto'
import type { Random } from '../../ports/random.ts'

const ID_BYTES = 16
/** Bytes fetched at once: asking the system for each id would cost more than using it. */
const POOL_BYTES = 4096

let pool = Buffer.alloc(0)
let used = 0

/** The operating system's randomness. */
export const systemRandom: Random = {
  id() {
    if (used + ID_BYTES > pool.length) {
      pool = randomBytes(POOL_BYTES)
      used = 0
    }
    const id = pool.toString('hex', used, used + ID_BYTES)
    // An id that was given out is nowhere to be found afterwards.
    pool.fill(0, used, used + ID_BYTES)
    used += ID_BYTES
    return id
  },
}
