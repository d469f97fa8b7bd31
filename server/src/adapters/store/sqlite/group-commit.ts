import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3'
import { Refusal } from '../../../ports/refusal.ts'

interface Job {
  /** Carries it out; gives back what tells who waits, once it is on disk. Throws what is to be told instead. */
  readonly work: () => () => void
  readonly reject: (error: unknown) => void
}

/** ms from the end of one commit to the next where many jobs come at a time. */
const BETWEEN_COMMITS = 2
/** Jobs of one commit that are many: fewer need not wait. */
const MANY = 4
/** Commits one right after the other until there is a pause all the same: other processes, such as `weft db`, find no gap otherwise. */
const IN_A_ROW = 8

/**
 * Changes that are asked for in one turn of the event loop, or shortly after a commit, share a transaction, and so one wait for the disk: that takes
 * some 0.5 ms, in which everything stands still, a change 0.02.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #begin: Statement
  readonly #commit: Statement
  #waiting: Job[] = []
  #committedAt = Number.NEGATIVE_INFINITY
  /** Jobs of the last commit. */
  #committed = 0
  #inARow = 0
  #closed = false

  constructor(database: Database) {
    this.#database = database
    this.#begin = database.prepare('begin immediate')
    this.#commit = database.prepare('commit')
  }

  /**
   * Resolves with what `work` returns, once what it has written is on disk. Rejects with what it throws, or with Refusal `backend-refused` where nothing
   * could be written. `work` throws, if at all, before it writes.
   */
  run<Result>(work: () => Result): Promise<Result> {
    if (this.#closed) return Promise.reject(new Refusal('backend-away', 'the store is closed'))
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#schedule()
      const done = () => {
        const result = work()
        return () => resolve(result)
      }
      this.#waiting.push({ work: done, reject })
    })
  }

  /** Resolves with what `work` finds; rejects with Refusal where nothing could be read. */
  async read<Result>(work: () => Result): Promise<Result> {
    if (this.#closed) throw new Refusal('backend-away', 'the store is closed')
    try {
      return work()
    } catch (error) {
      throw error instanceof SqliteDatabase.SqliteError ? new Refusal('backend-refused', error.message) : error
    }
  }

  /** Writes what waits, now. */
  flush(): void {
    const jobs = this.#waiting
    this.#waiting = []
    if (jobs.length === 0) return
    const told: (() => void)[] = []
    try {
      this.#begin.run()
      for (const job of jobs) told.push(this.#carryOut(job))
      this.#commit.run()
    } catch (error) {
      this.#undo()
      const refusal = new Refusal('backend-refused', error instanceof Error ? error.message : String(error))
      for (const { reject } of jobs) reject(refusal)
      return
    }
    this.#committedAt = performance.now()
    this.#committed = jobs.length
    for (const tell of told) tell()
  }

  /** Takes nothing more. */
  close(): void {
    this.#closed = true
    this.flush()
  }

  #schedule(): void {
    this.#inARow = performance.now() - this.#committedAt < BETWEEN_COMMITS ? this.#inARow + 1 : 0
    const pauses = this.#inARow > 0 && (this.#committed >= MANY || this.#inARow % IN_A_ROW === 0)
    if (pauses) setTimeout(() => this.flush(), BETWEEN_COMMITS)
    else setImmediate(() => this.flush())
  }

  /** A job that fails by itself fails alone; where the database fails, all of them do. */
  #carryOut({ work, reject }: Job): () => void {
    try {
      return work()
    } catch (error) {
      if (error instanceof SqliteDatabase.SqliteError) throw error
      return () => reject(error)
    }
  }

  /** SQLite has done so itself after some faults, such as a full disk. */
  #undo(): void {
    if (this.#database.inTransaction) this.#database.exec('rollback')
  }
}
