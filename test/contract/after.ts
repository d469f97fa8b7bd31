import { expect } from 'vitest'
import { until } from '../interop/until.ts'
import type { Bench } from './bench.ts'

/** Janus said nothing that it may not say, and has nothing left of ours. */
export async function expectTidy(bench: Bench): Promise<void> {
  await until('the last handle is detached', 5000, () => bench.recorder.handles === 0)
  await until('the last binding is removed', 5000, async () => (await bench.environment.bindings('alice')).length === 0)
  expect(bench.recorder.wrong).toEqual([])
}
