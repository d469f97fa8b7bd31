/** Where the load's requests come from, and what their answers are told to. */
export interface RequestSource {
  /** The next request of a client on that port of loopback; its branch is `z9hG4bK` and `id`. */
  next(id: number, port: number): Buffer
  /** A final answer to the request of that id. True where it counts as an operation. */
  answered(id: number, status: number, response: Buffer): boolean
}

const SIZE = 800

/** MESSAGEs from somebody elsewhere, each a dialog of its own. */
export class MessageSource implements RequestSource {
  readonly #uris: readonly string[]
  readonly #contentType: string

  /** The URIs take turns. */
  constructor(uris: readonly string[], contentType: string) {
    this.#uris = uris
    this.#contentType = contentType
  }

  next(id: number, port: number): Buffer {
    const uri = this.#uris[id % this.#uris.length]
    const head = [
      `MESSAGE ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${id}`,
      'Max-Forwards: 70',
      `From: "Alice" <sip:alice@elsewhere.test>;tag=t${id}`,
      `To: <${uri}>`,
      `Call-ID: message-${port}-${id}@elsewhere.test`,
      'CSeq: 1 MESSAGE',
      'User-Agent: Example/4.2',
      `Content-Type: ${this.#contentType}`,
      'Content-Length: ',
    ].join('\r\n')
    const length = SIZE - head.length - 3 - 4
    return Buffer.from(`${head}${length}\r\n\r\n${'x'.repeat(length)}`)
  }

  answered(_id: number, status: number): boolean {
    if (status >= 300) throw new Error(`a MESSAGE was answered ${status}`)
    return true
  }
}
