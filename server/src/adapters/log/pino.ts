import { type Logger, pino } from 'pino'
import type { Log } from '../../ports/log.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical'

const PINO_LEVEL: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
}

/** Bytes of lines that are written together, and ms after which they are written however few they are. */
const BUFFER = 8_192
const FLUSH_INTERVAL = 100

/** The log of the process: one JSON object a line on standard error. Its level can be changed while it runs. */
export class ProcessLog {
  readonly #pino: Logger
  readonly #destination: ReturnType<typeof pino.destination>
  readonly log: Log
  #level: LogLevel

  constructor(level: LogLevel) {
    this.#destination = pino.destination({ dest: 2, sync: false, minLength: BUFFER, periodicFlush: FLUSH_INTERVAL })
    this.#pino = pino(
      {
        level: PINO_LEVEL[level],
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        // Names instead of pino's numbers: people read this.
        formatters: { level: (label) => ({ level: label }) },
      },
      this.#destination,
    )
    this.log = adapt(this.#pino)
    this.#level = level
  }

  /** Writes what is still in memory, for a process that is about to end. */
  flush(): void {
    this.#destination.flushSync()
  }

  get level(): LogLevel {
    return this.#level
  }

  set level(level: LogLevel) {
    this.#level = level
    // Children keep the level they were made with, so the level is held where every line passes: at the root.
    this.#pino.level = PINO_LEVEL[level]
  }
}

function adapt(logger: Logger, fields: Record<string, unknown> = {}): Log {
  // Fields are merged here instead of in a pino child: a child would keep its own level, and SIGUSR1 and SIGHUP change the level of all.
  return {
    debug: (message, more) => logger.debug({ ...fields, ...more }, message),
    info: (message, more) => logger.info({ ...fields, ...more }, message),
    warn: (message, more) => logger.warn({ ...fields, ...more }, message),
    error: (message, more) => logger.error({ ...fields, ...more }, message),
    with: (more) => adapt(logger, { ...fields, ...more }),
  }
}
