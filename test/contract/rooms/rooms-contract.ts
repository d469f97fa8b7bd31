import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { describeLifeCycle } from './life-cycle.ts'
import { describePublishing } from './publishing.ts'
import { RoomsBench } from './rooms-bench.ts'
import type { RoomsEnvironment } from './rooms-environment.ts'
import { describeSubscribing } from './subscribing.ts'

/** What video rooms in Janus must be like: defined once, run against the fake and against the real one. */
export function describeRoomsContract(start: () => Promise<RoomsEnvironment>): void {
  let environment: RoomsEnvironment
  let bench: RoomsBench
  beforeAll(async () => {
    environment = await start()
  })
  afterAll(() => environment?.stop())
  beforeEach(async () => {
    bench = await RoomsBench.start(environment)
  })
  afterEach(async () => {
    bench.stop()
    await environment.tidy()
  })
  describeLifeCycle(() => bench)
  describePublishing(() => bench)
  describeSubscribing(() => bench)
}
