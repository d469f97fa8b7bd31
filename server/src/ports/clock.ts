/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `task` once after `delay` ms; the returned function cancels it. A pending task does not keep the process alive. */
  after(delay: number, task: () => void): () => void
}
