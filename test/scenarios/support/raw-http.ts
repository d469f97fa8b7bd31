import { connect, type Socket } from 'node:net'

/** One HTTP request, byte by byte as a test wants it: what no proper client sends, or not at that pace. */
export class RawHttp {
  readonly #socket: Socket
  #received = ''
  #ended = false
  #watch: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (data) => {
      this.#received += data
      this.#watch()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#ended = true
      this.#watch()
    })
  }

  /** `url`: of the server; `head`: the request line and the header lines, Host left out. */
  static async open(url: string, head: readonly string[]): Promise<RawHttp> {
    const { hostname, port, host } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    const request = new RawHttp(socket)
    const [line = '', ...fields] = head
    await request.send(`${[line, `Host: ${host}`, ...fields].join('\r\n')}\r\n\r\n`)
    return request
  }

  /** An upload of `length` bytes, of which none has been sent. */
  static upload(url: string, length: number, fields: readonly string[] = []): Promise<RawHttp> {
    return RawHttp.open(url, [`POST ${new URL(url).pathname} HTTP/1.1`, `Content-Length: ${length}`, ...fields])
  }

  send(text: string): Promise<void> {
    return new Promise((resolve) => this.#socket.write(text, 'latin1', () => resolve()))
  }

  /** The status of the answer; 0 where the connection ended without one. */
  async status(): Promise<number> {
    await this.#until(() => this.#received.includes('\r\n'))
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#received)?.[1] ?? 0)
  }

  /** Resolves when the other side has ended the connection, with everything it said. */
  async ended(): Promise<string> {
    await this.#until(() => false)
    return this.#received
  }

  /** Goes away in the middle of whatever there is. */
  drop(): void {
    this.#socket.destroy()
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#watch = () => {
        if (this.#ended || condition()) resolve()
      }
      this.#watch()
    })
  }
}
