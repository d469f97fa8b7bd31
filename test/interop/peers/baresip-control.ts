import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const COLON = 0x3a
/** ms a command may take. */
const PATIENCE = 5000

/** What baresip tells on its own. `type` is one of its UA events: REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED … */
export interface BaresipEvent {
  readonly type: string
  readonly direction: string
  /** The other side of the call it is about. */
  readonly peer: string
  /** A text that depends on the type; for CALL_CLOSED why. */
  readonly detail: string
}

/** baresip's ctrl_tcp module: commands and events as JSON in netstrings (`LENGTH:JSON,`). */
export class BaresipControl {
  readonly #socket: Socket
  #buffer: Buffer = Buffer.alloc(0)
  #commands = 0
  readonly #answers = new Map<string, (answer: { ok: boolean; data: string }) => void>()
  #events: BaresipEvent[] = []
  readonly #listeners = new Set<() => void>()

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (data: Buffer) => this.#receive(data))
    socket.on('error', () => socket.destroy())
  }

  static async open(port: number): Promise<BaresipControl> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new BaresipControl(socket)
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Runs one of baresip's own commands (`help` prints them) and resolves with what it printed. Rejects when baresip calls it wrong. */
  command(command: string, params = ''): Promise<string> {
    const token = `c${++this.#commands}`
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#answers.delete(token)
        reject(new Error(`baresip: no answer to ${command}`))
      }, PATIENCE)
      this.#answers.set(token, ({ ok, data }) => {
        clearTimeout(late)
        if (ok) resolve(data)
        else reject(new Error(`baresip: ${command} ${params}: ${data.trim()}`))
      })
      const json = JSON.stringify({ command, params, token })
      this.#socket.write(`${Buffer.byteLength(json)}:${json},`)
    })
  }

  /**
   * Resolves with the first event of one of these types that nobody has taken yet, be it from before the call or after it; what came
   * before that event is forgotten. Rejects after `timeout` ms, telling what came instead.
   */
  event(types: readonly string[], timeout: number): Promise<BaresipEvent> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const index = this.#events.findIndex((event) => types.includes(event.type))
        const found = this.#events[index]
        if (!found) return
        this.#events = this.#events.slice(index + 1)
        clearTimeout(late)
        this.#listeners.delete(look)
        resolve(found)
      }
      const late = setTimeout(() => {
        this.#listeners.delete(look)
        const seen = this.#events.map((event) => event.type).join(', ') || 'nothing'
        reject(new Error(`baresip: no ${types.join(' or ')} within ${timeout} ms, but ${seen}`))
      }, timeout)
      this.#listeners.add(look)
      look()
    })
  }

  #receive(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data])
    for (;;) {
      const colon = this.#buffer.indexOf(COLON)
      if (colon < 0) return
      const end = colon + 1 + Number(this.#buffer.toString('latin1', 0, colon))
      if (this.#buffer.length <= end) return
      this.#take(JSON.parse(this.#buffer.toString('utf8', colon + 1, end)))
      this.#buffer = this.#buffer.subarray(end + 1)
    }
  }

  #take(message: Record<string, unknown>): void {
    const text = (key: string) => (typeof message[key] === 'string' ? message[key] : '')
    if (message.response === true) {
      this.#answers.get(text('token'))?.({ ok: message.ok === true, data: text('data') })
      this.#answers.delete(text('token'))
      return
    }
    this.#events.push({ type: text('type'), direction: text('direction'), peer: text('peeruri'), detail: text('param') })
    for (const listener of [...this.#listeners]) listener()
  }
}
