interface Run {
  /** Of its first byte, from 0. */
  readonly at: number
  bytes: Uint8Array
  size: number
}

/** A run costs more than its bytes. */
const MOST_RUNS = 4096
const FIRST_SIZE = 256

/**
 * The bytes of a message as they come, in any order. What is held is what came, whatever ranges were claimed; the room for it at most doubles that. Where
 * bytes came twice, the last ones count (RFC 4975 §7.3.1).
 */
export class HeldBytes {
  /** In the order of their coming. */
  readonly #runs: Run[] = []
  #size = 0

  /** Bytes that are held, those that came twice counted twice. */
  get size(): number {
    return this.#size
  }

  /** Holds a copy of `bytes`, which begin at `at`, from 0. False, and nothing changes, where they are in too many pieces. */
  write(at: number, bytes: Uint8Array): boolean {
    const last = this.#runs.at(-1)
    if (last && last.at + last.size === at) append(last, bytes)
    else if (this.#runs.length === MOST_RUNS) return false
    else this.#runs.push({ at, bytes: bytes.slice(), size: bytes.length })
    this.#size += bytes.length
    return true
  }

  /** All of `total` bytes, none of which is beyond them; where none came there are zeros. To be called once. */
  join(total: number): Uint8Array {
    const [only] = this.#runs
    if (this.#runs.length === 1 && only?.bytes.length === total) return only.bytes
    const joined = new Uint8Array(total)
    for (const { at, bytes, size } of this.#runs) joined.set(bytes.subarray(0, size), at)
    return joined
  }
}

function append(run: Run, bytes: Uint8Array): void {
  const size = run.size + bytes.length
  if (size > run.bytes.length) {
    const larger = new Uint8Array(Math.max(size, 2 * run.bytes.length, FIRST_SIZE))
    larger.set(run.bytes.subarray(0, run.size))
    run.bytes = larger
  }
  run.bytes.set(bytes, run.size)
  run.size = size
}
