import { Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'

/** A place in our sources. */
export interface Spot {
  readonly url: string
  readonly offset: number
}

interface CoveredScript {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly CoveredRange[] }[]
}

interface CoveredRange {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

/** What ran: for each source a 1 for each character of code that did. */
type Reach = ReadonlyMap<string, Uint8Array>

/** What may be a defect's home; the fuzzer itself is not. */
const ROOMS = ['protocols', 'wire', 'server/src'].map((room) => new URL(`../../${room}/`, import.meta.url).href)

/**
 * Which blocks of our sources run in this thread, as V8 counts them. Taking the counts costs more than most inputs do, so that it is asked once for many of
 * them.
 */
export class Coverage {
  readonly #session = new Session()
  readonly #known = new Map<string, Uint8Array>()
  #reach: Reach = new Map()

  constructor() {
    this.#session.connect()
    this.#ask('Profiler.enable')
    this.#ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Where the code that ran since the last call, and never before the last learn(), begins: one spot for each piece of it. */
  take(): Spot[] {
    const result = this.#ask('Profiler.takePreciseCoverage') as { readonly result: readonly CoveredScript[] }
    const ours = result.result.filter(({ url }) => ROOMS.some((room) => url.startsWith(room)))
    this.#reach = new Map(ours.map((script) => [script.url, paint(script)]))
    return [...this.#reach].flatMap(([url, reached]) => freshOf(reached, this.#known.get(url)).map((offset) => ({ url, offset })))
  }

  /** What was taken last is known from now on. */
  learn(): void {
    for (const [url, reached] of this.#reach) {
      const known = this.#known.get(url)
      const both = new Uint8Array(Math.max(reached.length, known?.length ?? 0))
      for (let at = 0; at < both.length; at++) both[at] = (reached[at] ?? 0) | (known?.[at] ?? 0)
      this.#known.set(url, both)
    }
  }

  /** Whether all of those are in what was taken last. */
  covers(spots: readonly Spot[]): boolean {
    return spots.every(({ url, offset }) => this.#reach.get(url)?.[offset] === 1)
  }

  /** How much of our code is known, in characters of its source. */
  get size(): number {
    return [...this.#known.values()].reduce((sum, known) => sum + known.reduce((ones, one) => ones + one, 0), 0)
  }

  #ask(method: string, parameters: object = {}): unknown {
    let answer: unknown
    // Of a session with its own thread the answer is there when post() returns.
    this.#session.post(method, parameters, (error, result) => {
      if (error) throw new Error(`${method}: ${error.message}`)
      answer = result
    })
    return answer
  }
}

/** Outer ranges come before those in them, which say where the count is another. */
function paint({ url, functions }: CoveredScript): Uint8Array {
  const ranges = functions.flatMap((one) => one.ranges)
  const reached = new Uint8Array(ranges.reduce((most, { endOffset }) => Math.max(most, endOffset), 0))
  if (reached.length === 0) throw new Error(`nothing is known of ${fileURLToPath(url)}`)
  for (const { startOffset, endOffset, count } of ranges) reached.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  return reached
}

function freshOf(reached: Uint8Array, known: Uint8Array | undefined): number[] {
  const fresh: number[] = []
  let inside = false
  for (let at = 0; at < reached.length; at++) {
    const isFresh = reached[at] === 1 && known?.[at] !== 1
    if (isFresh && !inside) fresh.push(at)
    inside = isFresh
  }
  return fresh
}
