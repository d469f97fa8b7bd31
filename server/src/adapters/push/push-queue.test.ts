import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { type PushJob, PushQueue } from './push-queue.ts'

/** A queue, and jobs whose attempts end when the test says so. */
class Bench {
  readonly clock = new StillClock()
  readonly log = new RecordingLog()
  readonly queue: PushQueue
  /** Names of jobs whose attempt is under way. */
  readonly running = new Map<string, (delay: number | null) => void>()
  readonly givenUp: string[] = []

  constructor(atOnce: number, waiting: number) {
    this.queue = new PushQueue({ atOnce, waiting }, this.clock, this.log)
  }

  add(...names: string[]): void {
    for (const name of names) {
      const job: PushJob = {
        attempt: () => new Promise((resolve) => this.running.set(name, resolve)),
        giveUp: (reason) => this.givenUp.push(`${name}: ${reason}`),
      }
      this.queue.add(job)
    }
  }

  /** Ends an attempt, and lets the queue see it. */
  async end(name: string, delay: number | null = null): Promise<void> {
    this.running.get(name)?.(delay)
    this.running.delete(name)
    await new Promise((resolve) => setImmediate(resolve))
  }

  get names(): string[] {
    return [...this.running.keys()]
  }
}

test('so many are under way at once, the others in the order they came', async () => {
  const bench = new Bench(2, 10)
  bench.add('a', 'b', 'c', 'd')
  expect(bench.names).toEqual(['a', 'b'])
  await bench.end('b')
  expect(bench.names).toEqual(['a', 'c'])
  await bench.end('a')
  expect(bench.names).toEqual(['c', 'd'])
})

test('a job that is to be tried again takes nobody else’s turn', async () => {
  const bench = new Bench(1, 10)
  bench.add('a', 'b')
  await bench.end('a', 1000)
  expect(bench.names).toEqual(['b'])
  await bench.end('b')
  expect(bench.names).toEqual([])
  bench.clock.pass(999)
  expect(bench.names).toEqual([])
  bench.clock.pass(1)
  expect(bench.names).toEqual(['a'])
})

test('beyond what may wait the oldest is given up, those to be tried again first', async () => {
  const bench = new Bench(1, 2)
  bench.add('a')
  await bench.end('a', 1000)
  bench.add('b', 'c', 'd', 'e')
  expect(bench.givenUp).toEqual(['a: too many notifications were waiting', 'c: too many notifications were waiting'])
  expect(bench.clock.size).toBe(0)
  await bench.end('b')
  expect(bench.names).toEqual(['d'])
})

test('an operator reads once that notifications are dropped, and once how many they were', async () => {
  const bench = new Bench(1, 1)
  bench.add('a', 'b', 'c', 'd')
  await bench.end('a')
  await bench.end('d')
  expect(bench.log.lines.map((line) => JSON.parse(line))).toEqual([
    { level: 'warn', message: 'the push server does not keep up: the oldest notifications are dropped' },
    { level: 'warn', message: 'the push server keeps up again', dropped: 2 },
  ])
})

test('closing gives up what waits, and waits for what is under way', async () => {
  const bench = new Bench(1, 10)
  bench.add('a')
  await bench.end('a', 1000)
  bench.add('b', 'c')
  let closed = false
  const closing = bench.queue.close().then(() => {
    closed = true
  })
  expect(bench.givenUp).toEqual(['a: the server stops', 'c: the server stops'])
  expect(bench.clock.size).toBe(0)
  expect(closed).toBe(false)
  await bench.end('b', 1000)
  await closing
  bench.add('d')
  expect(bench.givenUp.slice(2)).toEqual(['b: the server stops', 'd: the server stops'])
  expect(bench.names).toEqual([])
})
