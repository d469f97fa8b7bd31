/** Runs that one input may cost. */
const MOST_TRIALS = 400

/** A part of `input` that `keeps` what makes it interesting: pieces are left out, from halves down to single bytes, as long as it does. */
export async function minimise(input: Uint8Array, keeps: (candidate: Uint8Array) => Promise<boolean>): Promise<Uint8Array> {
  let smallest = input
  let trials = 0
  for (let size = Math.ceil(input.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length && trials < MOST_TRIALS; trials++) {
      const candidate = without(smallest, at, size)
      if (await keeps(candidate)) smallest = candidate
      else at += size
    }
  }
  return smallest
}

function without(input: Uint8Array, at: number, length: number): Uint8Array {
  const rest = new Uint8Array(input.length - Math.min(length, input.length - at))
  rest.set(input.subarray(0, at))
  rest.set(input.subarray(at + length), at)
  return rest
}
