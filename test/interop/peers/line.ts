import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP line to a server, that can be cut. */
export interface Line {
  /** On 127.0.0.1. */
  readonly port: number
  /** Breaks all connections; new ones are refused until it is mended. */
  cut(): void
  /** Lets nothing through any more and breaks nothing, like a radio out of reach; what is sent meanwhile arrives once it is mended. */
  hold(): void
  mend(): void
  stop(): Promise<void>
}

/** Lays a line to a port on 127.0.0.1. */
export async function layLine(to: number): Promise<Line> {
  const ends = new Set<Socket>()
  let state: 'whole' | 'held' | 'cut' = 'whole'
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one)
      one.on('data', (bytes) => other.write(bytes))
      one.on('end', () => other.end())
      if (state === 'held') one.pause()
      // What breaks on one side breaks on the other as well.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        ends.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  const cut = () => {
    state = 'cut'
    for (const end of ends) end.destroy()
  }
  return {
    port: address.port,
    cut,
    hold: () => {
      state = 'held'
      for (const end of ends) end.pause()
    },
    mend: () => {
      state = 'whole'
      for (const end of ends) end.resume()
    },
    stop: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
