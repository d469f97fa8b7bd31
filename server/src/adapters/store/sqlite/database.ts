import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { migrate } from './migrations.ts'

/** KiB of pages in memory. The system's cache has the rest of the file. */
const PAGES = 32768

/** Pages of 4 KiB that the log may have before they are moved to where they belong, which who writes the last of them waits for. */
const LOG_PAGES = 4000

/**
 * Opens the database file, which nobody else may read: it holds secrets, and who is where. Makes it and its directory where there are none, and brings
 * it to our schema. Throws Error, which names the file, where that cannot be done. `patience`: ms to wait for another process that is writing, such as a
 * backup; everything stands still meanwhile.
 */
export function openDatabase(path: string, patience = 1000): Database {
  let database: Database | null = null
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // The files beside it get the mode of this one.
    closeSync(openSync(path, 'a', 0o600))
    database = new SqliteDatabase(path, { timeout: patience })
    database.pragma('journal_mode = wal')
    // Each commit is on disk before it is acknowledged; WAL's default would be lost with the power.
    database.pragma('synchronous = full')
    database.pragma(`cache_size = -${PAGES}`)
    database.pragma(`wal_autocheckpoint = ${LOG_PAGES}`)
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    throw new Error(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  }
}
