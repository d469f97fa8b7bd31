import { randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { Inbox } from '../../contract/inbox.ts'
import { frameBytes, type MsrpFrame, MsrpFrameReader } from './msrp-frame.ts'

/** Certificate and key in PEM. */
interface Identity {
  readonly cert: string
  readonly key: string
}

/** A chunk to be sent; what is left out is as a client would write it. */
export interface ChunkParts {
  readonly id?: string
  readonly body?: string | Uint8Array | null
  readonly contentType?: string | null
  /** `1-5/5`; by default the body as the whole message. Null: no Byte-Range. */
  readonly range?: string | null
  readonly flag?: '$' | '+' | '#'
  readonly success?: 'yes' | 'no'
  readonly failure?: 'yes' | 'no' | 'partial'
  readonly to?: string
  readonly from?: string
  readonly transaction?: string
  readonly method?: string
  readonly headers?: readonly (readonly [string, string])[]
}

/** A message that came in as many chunks as the other side liked. */
export interface WholeMessage {
  readonly id: string
  readonly contentType: string
  readonly body: Buffer
  readonly wantsReport: boolean
  readonly chunks: number
}

export interface MsrpClientOptions {
  /** What stands in our path, where nobody connects to us. */
  readonly transport?: 'tcp' | 'tls'
  /** Shown in TLS, whichever side connects. */
  readonly identity?: Identity
  /** What requests get that expect a response: `yes` (200), or nothing. */
  readonly answers?: 'yes' | 'no'
  /** What messages get that ask for a report. */
  readonly reports?: 'yes' | 'no'
}

/**
 * One end of an MSRP session, by RFC 4975 and nothing else. It answers and reports by itself unless it is told not to; what came is in `frames` (all of it)
 * and `messages` (those that are whole).
 */
export class MsrpClient {
  /** Our URI. */
  readonly path: string
  readonly frames = new Inbox<MsrpFrame>('MSRP frame')
  readonly messages = new Inbox<WholeMessage>('whole MSRP message')
  readonly responses = new Inbox<MsrpFrame>('MSRP response')
  readonly reports = new Inbox<MsrpFrame>('MSRP REPORT')
  /** That the connection is over. */
  readonly closed = new Inbox<true>('end of the connection')
  /** The other side's, once it is known. */
  remote = ''
  answers: 'yes' | 'no'
  wantsToReport: 'yes' | 'no'
  readonly #partial = new Map<string, { readonly pieces: [number, Buffer][]; chunks: number }>()
  #socket: Socket | null = null

  private constructor(path: string, { answers = 'yes', reports = 'yes' }: MsrpClientOptions) {
    this.path = path
    this.answers = answers
    this.wantsToReport = reports
  }

  /** One that will connect itself. */
  static active(options: MsrpClientOptions = {}): MsrpClient {
    const scheme = options.transport === 'tls' ? 'msrps' : 'msrp'
    return new MsrpClient(`${scheme}://client.test:9/${freshId()};tcp`, options)
  }

  /** One that waits for the other side on a port of loopback; `listener.port` is in its path. */
  static async passive(options: MsrpClientOptions = {}): Promise<{ readonly client: MsrpClient; readonly close: () => void }> {
    const { identity } = options
    const server: Server = identity
      ? createTlsServer({ ...identity, requestCert: true, rejectUnauthorized: false })
      : createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const client = new MsrpClient(`${identity ? 'msrps' : 'msrp'}://127.0.0.1:${port}/${freshId()};tcp`, options)
    server.on('tlsClientError', (_error, socket: Socket) => {
      socket.destroy()
      client.closed.put(true)
    })
    server.on(identity ? 'secureConnection' : 'connection', (socket: Socket) => client.use(socket))
    return { client, close: () => server.close() }
  }

  /** Connects to where the other side's path says, or to that port of loopback. `remote`: its `a=path`. */
  async connect(
    remote: string,
    { port, identity }: { readonly port?: number; readonly identity?: Identity } = {},
  ): Promise<void> {
    this.remote = remote
    const [, secure, host = '', digits = ''] = /^msrp(s?):\/\/\[?([^\]/]+?)\]?:(\d+)\//.exec(remote) ?? []
    const target = { host: port === undefined ? host : '127.0.0.1', port: port ?? Number(digits) }
    const socket =
      secure === 's' ? connectTls({ ...target, ...identity, rejectUnauthorized: false, minVersion: 'TLSv1.2' }) : connect(target)
    await once(socket, secure === 's' ? 'secureConnect' : 'connect')
    this.use(socket)
  }

  /** Speaks on a connection that is there, perhaps one that another client speaks on as well. */
  use(socket: Socket): void {
    const reader = new MsrpFrameReader()
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => this.closed.put(true))
    socket.on('data', (bytes) => {
      for (const frame of reader.push(bytes)) this.#take(frame)
    })
  }

  get socket(): Socket {
    if (!this.#socket) throw new Error('not connected')
    return this.#socket
  }

  /** Sends what it is given. */
  raw(bytes: string | Uint8Array): void {
    this.socket.write(bytes)
  }

  /** The first request of who connects (RFC 4975 §5.4), and what is said to it. */
  async bind(remote?: string): Promise<MsrpFrame> {
    if (remote !== undefined) this.remote = remote
    this.send({ body: null, id: `bind-${freshId()}` })
    return this.responses.next()
  }

  /** The bytes of a chunk. */
  chunk(parts: ChunkParts): Buffer {
    const { body = null, id = freshId(), flag = '$', success, failure, contentType = 'message/cpim' } = parts
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const size = bytes?.length ?? 0
    const range = parts.range === undefined ? `1-${size}/${size}` : parts.range
    const headers: (readonly [string, string])[] = [
      ['To-Path', parts.to ?? this.remote],
      ['From-Path', parts.from ?? this.path],
      ['Message-ID', id],
    ]
    if (range !== null) headers.push(['Byte-Range', range])
    if (success !== undefined) headers.push(['Success-Report', success])
    if (failure !== undefined) headers.push(['Failure-Report', failure])
    headers.push(...(parts.headers ?? []))
    if (bytes !== null && contentType !== null) headers.push(['Content-Type', contentType])
    const transaction = parts.transaction ?? freshId().slice(0, 16)
    return frameBytes({ transaction, what: parts.method ?? 'SEND', headers, body: bytes, flag })
  }

  send(parts: ChunkParts): void {
    this.raw(this.chunk(parts))
  }

  /** Sends a chunk and waits for its response. */
  async ask(parts: ChunkParts): Promise<MsrpFrame> {
    this.send(parts)
    return this.responses.next()
  }

  /** Sends a request other than SEND, with nothing but its paths and these headers, and waits for its response. */
  async request(method: string, headers: readonly (readonly [string, string])[] = []): Promise<MsrpFrame> {
    const paths = [
      ['To-Path', this.remote],
      ['From-Path', this.path],
    ] as const
    this.raw(frameBytes({ transaction: freshId().slice(0, 16), what: method, headers: [...paths, ...headers] }))
    return this.responses.next()
  }

  /** Sends a message in chunks of so many bytes. */
  sendChunked(id: string, body: Uint8Array, size: number, parts: ChunkParts = {}): void {
    for (let at = 0; at < body.length; at += size) {
      const piece = body.subarray(at, at + size)
      const isLast = at + size >= body.length
      const range = `${at + 1}-${at + piece.length}/${body.length}`
      this.send({ ...parts, id, body: piece, range, flag: isLast ? '$' : '+' })
    }
  }

  respond(frame: MsrpFrame, what: string): void {
    const [from = ''] = (frame.headers.get('From-Path') ?? '').split(' ')
    const headers = [
      ['To-Path', from],
      ['From-Path', this.path],
    ] as const
    this.raw(frameBytes({ transaction: frame.transaction, what, headers }))
  }

  report(message: { readonly id: string; readonly size: number }, status = '000 200 OK'): void {
    const headers = [
      ['To-Path', this.remote],
      ['From-Path', this.path],
      ['Message-ID', message.id],
      ['Byte-Range', `1-${message.size}/${message.size}`],
      ['Status', status],
    ] as const
    this.raw(frameBytes({ transaction: freshId().slice(0, 16), what: 'REPORT', headers }))
  }

  close(): void {
    this.#socket?.destroy()
  }

  #take(frame: MsrpFrame): void {
    this.frames.put(frame)
    if (frame.method === null) this.responses.put(frame)
    else if (frame.method === 'REPORT') this.reports.put(frame)
    else {
      if (this.remote === '') this.remote = frame.headers.get('From-Path') ?? ''
      const failure = frame.headers.get('Failure-Report') ?? 'yes'
      if (this.answers === 'yes' && failure === 'yes') this.respond(frame, '200 OK')
      if (frame.method === 'SEND' && frame.body !== null) this.#collect(frame, frame.body)
    }
  }

  /** Puts a message together by its ranges (RFC 4975 §7.3.1). */
  #collect(frame: MsrpFrame, body: Buffer): void {
    const id = frame.headers.get('Message-ID') ?? ''
    const [, start = '1'] = /^(\d+)-/.exec(frame.headers.get('Byte-Range') ?? '') ?? []
    const partial = this.#partial.get(id) ?? { pieces: [], chunks: 0 }
    this.#partial.set(id, partial)
    partial.pieces.push([Number(start) - 1, body])
    partial.chunks++
    if (frame.flag === '+') return
    this.#partial.delete(id)
    if (frame.flag === '#') return
    const whole = Buffer.alloc(Math.max(...partial.pieces.map(([at, piece]) => at + piece.length)))
    for (const [at, piece] of partial.pieces) piece.copy(whole, at)
    const wantsReport = frame.headers.get('Success-Report') === 'yes'
    if (wantsReport && this.wantsToReport === 'yes') this.report({ id, size: whole.length })
    const contentType = frame.headers.get('Content-Type') ?? ''
    this.messages.put({ id, contentType, body: whole, wantsReport, chunks: partial.chunks })
  }
}

/** `a=fingerprint` of that certificate. */
export function fingerprint({ cert }: Pick<Identity, 'cert'>): { readonly hash: string; readonly value: string } {
  return { hash: 'sha-256', value: new X509Certificate(cert).fingerprint256 }
}

/** 80 random bits and more, as session-ids have (§14.1). */
export function freshId(): string {
  return randomBytes(12).toString('hex')
}
