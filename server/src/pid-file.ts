import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes `weft.pid` into the runtime directory, which is made when missing. Throws when the process named by an older one is alive. The returned
 * function takes the file away again.
 */
export function claimPidFile(directory: string): () => void {
  const path = join(directory, 'weft.pid')
  mkdirSync(directory, { recursive: true })
  const other = readPid(path)
  if (other !== null && other !== process.pid && isAlive(other)) throw new Error(`already running with pid ${other}`)
  writeFileSync(path, `${process.pid}\n`)
  return () => rmSync(path, { force: true })
}

function readPid(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim())
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
