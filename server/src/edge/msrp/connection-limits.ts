/** How many connections there may be. */
export interface ConnectionLimits {
  /** Together, and of them those on which no session is yet. */
  readonly most: number
  readonly mostUnbound: number
  /** With one address, and of them those on which no session is yet. */
  readonly mostPerAddress: number
  readonly mostUnboundPerAddress: number
}

/** A server has a connection for each session; a NAT has many clients. Who has not said what for it came has not shown that it may be here. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  most: 10_000,
  mostUnbound: 1000,
  mostPerAddress: 500,
  mostUnboundPerAddress: 50,
}

export type LimitVerdict = 'ok' | 'too-many' | 'too-many-from-there' | 'too-many-unbound' | 'too-many-unbound-from-there'

/** A connection as it counts. */
export interface CountedConnection {
  /** A session is on it now. */
  bound(): void
  /** It is gone. */
  end(): void
}

interface Count {
  all: number
  unbound: number
}

/** Counts connections, whoever opened them, from before their TLS handshake, which is where they cost. */
export class ConnectionCount {
  readonly #limits: ConnectionLimits
  readonly #all: Count = { all: 0, unbound: 0 }
  readonly #addresses = new Map<string, Count>()

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
  }

  /** Whether another one with that address may be. */
  judge(address: string): LimitVerdict {
    const { most, mostUnbound, mostPerAddress, mostUnboundPerAddress } = this.#limits
    const there = this.#addresses.get(address)
    if (this.#all.all >= most) return 'too-many'
    if ((there?.all ?? 0) >= mostPerAddress) return 'too-many-from-there'
    if (this.#all.unbound >= mostUnbound) return 'too-many-unbound'
    return (there?.unbound ?? 0) >= mostUnboundPerAddress ? 'too-many-unbound-from-there' : 'ok'
  }

  begin(address: string): CountedConnection {
    const there = this.#addresses.get(address) ?? { all: 0, unbound: 0 }
    this.#addresses.set(address, there)
    const counts = [this.#all, there]
    for (const count of counts) {
      count.all++
      count.unbound++
    }
    let state: 'unbound' | 'bound' | 'gone' = 'unbound'
    const bound = () => {
      if (state !== 'unbound') return
      state = 'bound'
      for (const count of counts) count.unbound--
    }
    const end = () => {
      if (state === 'gone') return
      bound()
      state = 'gone'
      for (const count of counts) count.all--
      if (there.all === 0) this.#addresses.delete(address)
    }
    return { bound, end }
  }
}
