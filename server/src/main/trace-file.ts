import { systemClock } from '../adapters/clock/system.ts'
import { TraceFile } from '../adapters/trace/trace-file.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../ports/log.ts'

/** The trace file where it is wanted; a directory that cannot be made costs the trace, not the server. */
export function traceFile(config: Config, wanted: boolean, name: string, log: Log): TraceFile | null {
  if (!wanted) return null
  try {
    return new TraceFile(config.server.traceDir, name, systemClock, log)
  } catch (error) {
    log.error('no trace', { file: name, error: String(error) })
    return null
  }
}
