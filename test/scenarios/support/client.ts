import { serverMessage } from '@weft/wire/server-message'
import { WebSocket } from 'ws'

/** A message from the server, as JSON. */
export type Message = { readonly sylkrtc: string; readonly [field: string]: unknown }

const PATIENCE = 5_000

/** A SylkRTC client that says what it is told to and holds every message of the server against the language. */
export class SylkClient {
  readonly socket: WebSocket
  /** Everything received that is not an answer to a request, in order. */
  readonly events: Message[] = []
  /** Everything received, in order. */
  readonly received: Message[] = []
  readonly #waiting: { matches: (message: Message) => boolean; resolve: (message: Message) => void }[] = []
  #cursor = 0
  #transactions = 0
  /** Resolves with the close code. */
  readonly closed: Promise<number>

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('message', (data, isBinary) => {
      if (isBinary) throw new Error('the server sent a binary frame')
      this.#take(serverMessage.parse(JSON.parse(String(data))))
    })
  }

  /** Connects and waits for the ready-event. `url` as of startWeft. */
  static async connect(url: string, options: { origin?: string; headers?: Record<string, string> } = {}): Promise<SylkClient> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/webrtcgateway/ws`, 'sylkRTC-2', {
      rejectUnauthorized: false,
      ...options,
    })
    const client = new SylkClient(socket)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    await client.next((message) => message.sylkrtc === 'ready-event')
    return client
  }

  /** Sends a request and waits for its answer: `ack`, or the text of the error. */
  async request(name: string, fields: object = {}): Promise<string> {
    const transaction = this.send(name, fields)
    const answer = await this.#wait((message) => message.transaction === transaction && message.sylkrtc !== 'ready-event')
    return answer.sylkrtc === 'ack' ? 'ack' : String(answer.error)
  }

  /** Sends a request without waiting; returns its transaction. */
  send(name: string, fields: object = {}): string {
    const transaction = `t${++this.#transactions}`
    this.socket.send(JSON.stringify({ sylkrtc: name, transaction, ...fields }))
    return transaction
  }

  /** The next event that matches; those before it are passed over and will not be found again. */
  async next(matches: (message: Message) => boolean): Promise<Message> {
    const index = this.events.findIndex((message, at) => at >= this.#cursor && matches(message))
    if (index >= 0) {
      this.#cursor = index + 1
      return this.events[index] as Message
    }
    const message = await this.#wait((candidate) => isEvent(candidate) && matches(candidate))
    this.#cursor = this.events.indexOf(message) + 1
    return message
  }

  /** The next event of this name, optionally of this state. */
  event(name: string, state?: string): Promise<Message> {
    return this.next((message) => message.event === name && (state === undefined || message.state === state))
  }

  /** The events of one session, worded `state progress`, `update failed`, `message`. */
  sessionLog(session: string): string[] {
    return this.events
      .filter((message) => message.session === session && message.sylkrtc === 'session-event')
      .map(({ event, state }) => (state === undefined ? String(event) : `${event} ${state}`))
  }

  /** Resolves when the server has answered a ping: everything it sent before has arrived by then. */
  async settled(): Promise<void> {
    await this.request('ping')
  }

  async close(): Promise<void> {
    this.socket.close()
    await this.closed
  }

  #take(message: Message): void {
    this.received.push(message)
    if (isEvent(message)) this.events.push(message)
    for (const waiting of this.#waiting.filter(({ matches }) => matches(message))) {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
      waiting.resolve(message)
    }
  }

  #wait(matches: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`nothing came in time; seen: ${JSON.stringify(this.received.slice(-10))}`)),
        PATIENCE,
      )
      const done = (message: Message) => {
        clearTimeout(timer)
        resolve(message)
      }
      this.#waiting.push({ matches, resolve: done })
    })
  }
}

function isEvent(message: Message): boolean {
  return message.sylkrtc !== 'ack' && message.sylkrtc !== 'error'
}
