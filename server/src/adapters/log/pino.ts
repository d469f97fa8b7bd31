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
        timestamp,
        // Names instead of pino's numbers: people read this.
        formatters: { level: (label) => ({ level: label }) },
      },
      this.#destination,
    )
    this.log = new PinoLog(this.#pino, {})
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

let stampedAt = 0
let stamp = ''

/** ISO 8601, as pino wants it: a piece of JSON. Made once a millisecond, however many lines there are in it. */
function timestamp(): string {
  const now = Date.now()
  if (now !== stampedAt) {
    stampedAt = now
    stamp = `,"time":"${new Date(now).toISOString()}"`
  }
  return stamp
}

type Fields = Parameters<Log['info']>[1]

/** One for each connection, so it is small: two references. */
class PinoLog implements Log {
  readonly #logger: Logger
  readonly #fields: Fields

  // Fields are merged here instead of in a pino child: a child would keep its own level, and SIGUSR1 and SIGHUP change the level of all.
  constructor(logger: Logger, fields: Fields) {
    this.#logger = logger
    this.#fields = fields
  }

  debug(message: string, fields?: Fields): void {
    // Asked first: most debug lines are never written.
    if (this.#logger.isLevelEnabled('debug')) this.#logger.debug({ ...this.#fields, ...fields }, message)
  }

  info(message: string, fields?: Fields): void {
    this.#logger.info({ ...this.#fields, ...fields }, message)
  }

  warn(message: string, fields?: Fields): void {
    this.#logger.warn({ ...this.#fields, ...fields }, message)
  }

  error(message: string, fields?: Fields): void {
    this.#logger.error({ ...this.#fields, ...fields }, message)
  }

  with(fields: Fields): Log {
    return new PinoLog(this.#logger, { ...this.#fields, ...fields })
  }
}
