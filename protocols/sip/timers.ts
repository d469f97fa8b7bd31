// The timers of SIP transactions (RFC 3261 §17 and Table 4, RFC 6026 §7.1), all in milliseconds.

/** Estimate of the round-trip time (§17.1.1.1): the first gap between retransmissions. */
export const T1 = 500
/** The longest gap between retransmissions of a non-INVITE request or of a final response to INVITE (§17.1.2.2). */
export const T2 = 4_000
/** How long a message may stay in the network (§17.1.2.2). */
export const T4 = 5_000

/** Gaps between retransmissions: the first one is `first`, each further one twice its predecessor, up to `most`. */
export interface Gaps {
  readonly first: number
  /** Infinity where they grow on and on. */
  readonly most: number
}

/**
 * How long each timer of a transaction runs over one kind of transport. Gaps are null where nothing is retransmitted; a timer of 0 has
 * fired as soon as it would start.
 */
export interface Timers {
  /** Retransmission of INVITE (§17.1.1.2). */
  readonly A: Gaps | null
  /** INVITE without any response (§17.1.1.2); also CANCEL's patience with the INVITE it ends (§9.1). */
  readonly B: number
  /** A proxy's patience with an INVITE after its last provisional response, kept by the proxy core (§16.6: more than 3 minutes). */
  readonly C: number
  /** Wait for repeated final responses to INVITE (§17.1.1.2). */
  readonly D: number
  /** Retransmission of non-INVITE requests (§17.1.2.2). */
  readonly E: Gaps | null
  /** Non-INVITE request without a final response (§17.1.2.2). */
  readonly F: number
  /** Retransmission of 300-699 to INVITE (§17.2.1). */
  readonly G: Gaps | null
  /** 300-699 to INVITE without ACK (§17.2.1). */
  readonly H: number
  /** Wait for repeated ACKs (§17.2.1). */
  readonly I: number
  /** Wait for repeated non-INVITE requests (§17.2.2). */
  readonly J: number
  /** Wait for repeated responses to non-INVITE requests (§17.1.2.2). */
  readonly K: number
  /** Wait for repeated INVITEs that were answered with 2xx (RFC 6026 §7.1). */
  readonly L: number
  /** Wait for further 2xx to INVITE (RFC 6026 §7.2). */
  readonly M: number
  /** What the user of an INVITE server transaction has to answer before 100 is sent for it (§17.2.1). */
  readonly trying: number
  /** The longest gap of E, even before it is reached: what has to pass before 100 may answer a non-INVITE request (RFC 4320 §4.1). */
  readonly quiet: number
}

/** Retransmissions are the transport's own business over TCP and TLS, and nothing comes late there; timers B, F, H, L and M run all the same. */
export const RELIABLE: Timers = {
  A: null,
  B: 64 * T1,
  C: 181_000,
  D: 0,
  E: null,
  F: 64 * T1,
  G: null,
  H: 64 * T1,
  I: 0,
  J: 0,
  K: 0,
  L: 64 * T1,
  M: 64 * T1,
  trying: 200,
  quiet: 0,
}

/** Over UDP. D is "at least 32 seconds" (§17.1.1.2), which is timer H of the other side: 64 * T1. */
export const UNRELIABLE: Timers = {
  ...RELIABLE,
  A: { first: T1, most: Number.POSITIVE_INFINITY },
  D: 64 * T1,
  E: { first: T1, most: T2 },
  G: { first: T1, most: T2 },
  I: T4,
  J: 64 * T1,
  K: T4,
  // E is T1, 2 * T1, 4 * T1, T2: it is reset to T2 when the third retransmission goes out.
  quiet: T1 + 2 * T1 + 4 * T1,
}

/** When messages that are retransmitted go out again. `at` is the time of the next one, null when there is none. */
export class Retransmission {
  #at: number | null = null
  #gap = 0
  #most = 0

  get at(): number | null {
    return this.#at
  }

  /** The first one is sent now; nothing happens where there are no gaps. */
  start(gaps: Gaps | null, now: number): void {
    this.#at = gaps && now + gaps.first
    this.#gap = gaps?.first ?? 0
    this.#most = gaps?.most ?? 0
  }

  stop(): void {
    this.#at = null
  }

  /** From now on the gaps are the longest ones. */
  slowDown(): void {
    this.#gap = this.#most
  }

  /** Whether one is due; the next one is then set. One that is late is not made up for: gaps count from `now`. */
  due(now: number): boolean {
    if (this.#at === null || now < this.#at) return false
    this.#gap = Math.min(2 * this.#gap, this.#most)
    this.#at = now + this.#gap
    return true
  }
}

/** The earliest of these times; null where none is set. */
export function earliest(...times: readonly (number | null)[]): number | null {
  return times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null)
}
