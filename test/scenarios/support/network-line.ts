import { connect, createServer, type Socket } from 'node:net'

/** A line to a TCP server that can be cut. */
export class NetworkLine {
  readonly port: number
  readonly #close: () => void
  readonly #sockets = new Set<Socket>()
  /** Who is connected, by the server's side. */
  readonly #answers = new Map<Socket, Socket>()
  #isUp = true

  private constructor(port: number, close: () => void) {
    this.port = port
    this.#close = close
  }

  static async to(port: number): Promise<NetworkLine> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const line = new NetworkLine(typeof address === 'object' ? (address?.port ?? 0) : 0, () => server.close())
    server.on('connection', (socket) => line.#join(socket, port))
    return line
  }

  /** Everything that is connected breaks, and nothing connects any more. */
  cut(): void {
    this.#isUp = false
    for (const socket of this.#sockets) socket.destroy()
  }

  /** What the server says goes nowhere, and nobody is told. */
  deafen(): void {
    for (const [far, near] of this.#answers) far.unpipe(near).resume()
  }

  /** New connections pass again. */
  restore(): void {
    this.#isUp = true
  }

  close(): void {
    this.cut()
    this.#close()
  }

  #join(near: Socket, port: number): void {
    if (!this.#isUp) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    this.#answers.set(far, near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.pipe(other)
      one.on('error', () => one.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        this.#answers.delete(one)
        other.destroy()
      })
    }
  }
}
