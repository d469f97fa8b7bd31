/** Patterns for origins: `*` matches any run of characters; an origin is matched as `scheme://host:port` with the port always written. */
export class OriginPolicy {
  readonly #patterns: readonly string[]

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns
  }

  /**
   * Whether a handshake with this Origin header may go on. None at all comes from native clients. `null` (file://, Electron) is let in only where
   * everything is (sylkrtc-protocol §1.1).
   */
  allows(origin: string | undefined): boolean {
    if (origin === undefined) return true
    if (origin === 'null') return this.#patterns.length === 1 && this.#patterns[0] === '*'
    const normal = normalise(origin)
    return normal !== null && this.#patterns.some((pattern) => glob(pattern, normal))
  }
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

function normalise(origin: string): string | null {
  if (!URL.canParse(origin)) return null
  const { protocol, hostname, port } = new URL(origin)
  const explicit = port || DEFAULT_PORT[protocol]
  return explicit === undefined ? origin : `${protocol}//${hostname}:${explicit}`
}

/** Greedy two-pointer matching: linear in practice and never exponential, whatever the pattern. */
function glob(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++
      mark = t
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
