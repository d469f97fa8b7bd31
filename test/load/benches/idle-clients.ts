import { LoadGenerator } from '../generator-process.ts'
import type { Bench } from '../measurement.ts'
import { descriptorLimit } from '../process-usage.ts'
import { type ServerProcess, startBareServer, startIdleWeft } from '../server-process.ts'
import { settledMemory } from '../settled-memory.ts'

const CLIENTS = 10_000
/** Clients that came and went before anything is measured, so that what the first ones bring into memory is not counted as the price of one. */
const WARM_UP = 500
/** What a process has open besides its clients. */
const OTHER_DESCRIPTORS = 200

export const bench: Bench = {
  name: 'idle-clients',
  about: `memory that a connected client costs the server while it says nothing, with ${CLIENTS} of them, beside a bare ws server`,

  async run(report) {
    if (descriptorLimit() < CLIENTS + OTHER_DESCRIPTORS)
      throw new Error(`this needs ulimit -n ${CLIENTS + OTHER_DESCRIPTORS} or more`)
    for (const [variant, start] of [
      ['bare', startBareServer],
      ['weft', startIdleWeft],
    ] as const) {
      const server = await start()
      const generator = await LoadGenerator.start()
      try {
        const { before, after } = await measure(server, generator)
        report({ variant, metric: 'kb_per_client', value: (after - before) / CLIENTS, unit: 'KiB' })
        report({ variant, metric: 'clients', value: CLIENTS, unit: '1' })
        report({ variant, metric: 'rss_mb', value: after / 1024, unit: 'MiB' })
      } finally {
        generator.stop()
        await server.stop()
      }
    }
  },
}

/** KiB of the server's memory without clients and with them. */
async function measure(server: ServerProcess, generator: LoadGenerator): Promise<{ before: number; after: number }> {
  const { port, pid } = server
  await generator.run({ kind: 'hold', port, connections: WARM_UP })
  await generator.run({ kind: 'release' })
  const before = await settledMemory(pid)
  await generator.run({ kind: 'hold', port, connections: CLIENTS })
  const after = await settledMemory(pid)
  await generator.run({ kind: 'release' })
  return { before, after }
}
