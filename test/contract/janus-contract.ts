import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { Bench } from './bench.ts'
import type { ContractEnvironment } from './environment.ts'
import { describeInDialog } from './in-dialog.ts'
import { describeIncoming } from './incoming.ts'
import { describeOutgoing } from './outgoing.ts'
import { describeRegistration } from './registration.ts'

/**
 * What calls through Janus must be like: defined once, run against the fake and against the real one. After every test each frame that
 * Janus sent must be one that it may send (frames.ts), and no handle may be left.
 */
export function describeJanusContract(start: () => Promise<ContractEnvironment>): void {
  let environment: ContractEnvironment
  let bench: Bench
  beforeAll(async () => {
    environment = await start()
  })
  afterAll(() => environment?.stop())
  beforeEach(async () => {
    bench = await Bench.start(environment)
  })
  afterEach(async () => {
    bench.stop()
    await environment.tidy()
  })
  describeRegistration(() => bench)
  describeOutgoing(() => bench)
  describeIncoming(() => bench)
  describeInDialog(() => bench)
}
