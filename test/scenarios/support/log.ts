import type { Log } from '../../../server/src/ports/log.ts'

type Fields = Parameters<Log['info']>[1]

/** Keeps every line, so that tests can see what an operator would, and that no secret is in it. */
export class RecordingLog implements Log {
  readonly lines: string[]
  readonly #watchers: Set<() => void>
  readonly #fields: Fields

  constructor(lines: string[] = [], fields: Fields = {}, watchers: Set<() => void> = new Set()) {
    this.lines = lines
    this.#watchers = watchers
    this.#fields = fields
  }

  debug(message: string, fields?: Fields): void {
    this.#add('debug', message, fields)
  }

  info(message: string, fields?: Fields): void {
    this.#add('info', message, fields)
  }

  warn(message: string, fields?: Fields): void {
    this.#add('warn', message, fields)
  }

  error(message: string, fields?: Fields): void {
    this.#add('error', message, fields)
  }

  with(fields: Fields): Log {
    return new RecordingLog(this.lines, { ...this.#fields, ...fields }, this.#watchers)
  }

  get text(): string {
    return this.lines.join('\n')
  }

  /** Resolves when a line with this text is there. */
  line(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never logged: ${text}`)), 10_000)
      const look = () => {
        const line = this.lines.find((candidate) => candidate.includes(text))
        if (line === undefined) return
        clearTimeout(timer)
        this.#watchers.delete(look)
        resolve(line)
      }
      this.#watchers.add(look)
      look()
    })
  }

  #add(level: string, message: string, fields: Fields): void {
    this.lines.push(JSON.stringify({ level, message, ...this.#fields, ...fields }))
    for (const watcher of this.#watchers) watcher()
  }
}
