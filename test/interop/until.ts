import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks `condition` every 50 ms until its answer is truthy, and resolves with that answer.
 * Rejects after `timeout` ms with an Error that says what was waited for; what `condition` throws comes through at once.
 */
export async function until<T>(what: string, timeout: number, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout
  for (;;) {
    const answer = await condition()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeout} ms`)
    await pause(50)
  }
}
