import type { Log } from './ports/log.ts'

/** What the process does with the server it runs. */
export interface Service {
  /** Reads the configuration again; throws, changing nothing, when it cannot be used. */
  reload(): void
  /** Switches between the configured log level and debug. */
  toggleDebug(): void
  /** Stops taking work and waits for what is going on. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/**
 * Runs a service until it is told to stop. SIGTERM and SIGINT drain and stop it (a second one stops at once), SIGHUP reloads, SIGUSR1 toggles
 * the debug level (server-framework.md §1.2). Resolves when it has stopped.
 */
export function runUntilStopped(service: Service, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping: Promise<void> | null = null
    const hurry = Promise.withResolvers<void>()
    const stop = (signal: string) => {
      if (stopping) {
        log.warn('stopping at once', { signal })
        hurry.resolve()
        return
      }
      log.info('stopping', { signal })
      stopping = Promise.race([service.drain(), hurry.promise]).then(() => service.stop())
      stopping.then(resolve, reject)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    process.on('SIGHUP', () => {
      try {
        service.reload()
        log.info('configuration reloaded')
      } catch (error) {
        log.error('configuration not reloaded', { error: String(error) })
      }
    })
    process.on('SIGUSR1', () => service.toggleDebug())
  })
}
