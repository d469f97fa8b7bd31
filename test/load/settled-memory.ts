import { residentMemory } from './process-usage.ts'

/** Memory counts as settled once it has not moved by more than this many KiB … */
const STILL = 512
/** … between two looks this many ms apart. */
const LOOK_EVERY = 2000
const MOST_LOOKS = 15

/** KiB of memory of a process, once the garbage collector has done what it does unasked. */
export async function settledMemory(pid: number): Promise<number> {
  let last = Number.NaN
  for (let look = 0; look < MOST_LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
    const now = residentMemory(pid)
    if (Math.abs(now - last) <= STILL) return now
    last = now
  }
  return last
}
