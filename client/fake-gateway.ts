import { parseRequest, type Request, type RequestName, type RequestOf } from '@weft/wire/request'
import { FakePeer, fakeStream } from './fake-media.ts'
import type { Platform, Socket } from './platform.ts'
import type { HttpAnswer, HttpUpload } from './xhr-upload.ts'

/** What a fake gateway does with a request: acknowledge, refuse with a text, or leave unanswered. */
export type FakeReply = 'ack' | 'silence' | { readonly error: string }

/** A file on its way to a fake gateway, which goes as far as a test has it go. */
export class FakeUpload {
  readonly url: string
  readonly body: Blob
  readonly #request: HttpUpload
  readonly answered: Promise<HttpAnswer>
  #resolve: (answer: HttpAnswer) => void = () => undefined
  #reject: (error: Error) => void = () => undefined

  constructor(request: HttpUpload) {
    this.url = request.url
    this.body = request.body
    this.#request = request
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    request.signal.addEventListener('abort', () => this.#reject(new Error('given up')))
  }

  get aborted(): boolean {
    return this.#request.signal.aborted
  }

  progress(sent: number): void {
    this.#request.onProgress(sent)
  }

  answer(status: number, text = ''): void {
    this.#resolve({ status, text })
  }

  /** The connection breaks. */
  fail(): void {
    this.#reject(new Error('network error'))
  }
}

class FakeSocket extends EventTarget implements Socket {
  closed = false
  readonly #take: (text: string) => void

  constructor(take: (text: string) => void) {
    super()
    this.#take = take
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (typeof data !== 'string') throw new TypeError('requests are text')
    if (!this.closed) this.#take(data)
  }

  close(): void {
    this.closed = true
  }
}

/** The other end of a Connection, for tests: takes only requests that the wire allows, acknowledges them unless told otherwise. */
export class FakeGateway {
  readonly requests: Request[] = []
  readonly peers: FakePeer[] = []
  readonly sockets: FakeSocket[] = []
  readonly uploads: FakeUpload[] = []
  readonly #onlineListeners = new Set<() => void>()
  readonly #replies = new Map<RequestName, FakeReply>()
  #ids = 0

  readonly platform: Platform = {
    openSocket: (_url, subprotocol) => {
      if (subprotocol !== 'sylkRTC-2') throw new RangeError(`subprotocol ${subprotocol}`)
      const socket = new FakeSocket((text) => this.#take(socket, text))
      this.sockets.push(socket)
      return socket
    },
    newPeerConnection: () => {
      const peer = new FakePeer()
      this.peers.push(peer)
      return peer
    },
    newMediaStream: () => fakeStream(),
    uuid: () => `session-${++this.#ids}`,
    upload: (request) => {
      const upload = new FakeUpload(request)
      this.uploads.push(upload)
      return upload.answered
    },
    onOnline: (listener) => {
      this.#onlineListeners.add(listener)
      return () => this.#onlineListeners.delete(listener)
    },
  }

  /** The peer connection made last. */
  get peer(): FakePeer {
    const peer = this.peers.at(-1)
    if (peer === undefined) throw new Error('no peer connection was made')
    return peer
  }

  /** Opens the newest socket the way the real gateway does. */
  greet(): void {
    this.say({ sylkrtc: 'ready-event' })
  }

  /** Sends a frame on the newest socket. */
  say(frame: object | string): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame)
    this.#socket().dispatchEvent(new MessageEvent('message', { data }))
  }

  /** Breaks the newest socket. */
  drop(): void {
    const socket = this.#socket()
    socket.closed = true
    socket.dispatchEvent(new Event('close'))
  }

  /** The upload made last. */
  get upload(): FakeUpload {
    const upload = this.uploads.at(-1)
    if (upload === undefined) throw new Error('nothing was uploaded')
    return upload
  }

  /** The device has a network again. */
  goOnline(): void {
    for (const listener of this.#onlineListeners) listener()
  }

  /** What to do with requests of this name from now on. */
  reply(name: RequestName, reply: FakeReply): void {
    this.#replies.set(name, reply)
  }

  /** The names of all requests but pings, in order. */
  get names(): RequestName[] {
    return this.requests.map((request) => request.sylkrtc).filter((name) => name !== 'ping')
  }

  /** The latest request of this name. */
  last<Name extends RequestName>(name: Name): RequestOf<Name> {
    const found = this.requests.findLast((request): request is Request & RequestOf<Name> => request.sylkrtc === name)
    if (found === undefined) throw new Error(`no ${name} was sent; there were ${this.names.join(', ')}`)
    return found
  }

  #socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }

  #take(socket: FakeSocket, text: string): void {
    const parsed = parseRequest(text)
    if (parsed.kind !== 'request') throw new TypeError(`not a valid request: ${text}`)
    const { request } = parsed
    this.requests.push(request)
    const reply = this.#replies.get(request.sylkrtc) ?? 'ack'
    if (reply === 'silence') return
    const { transaction } = request
    const frame = reply === 'ack' ? { sylkrtc: 'ack', transaction } : { sylkrtc: 'error', transaction, error: reply.error }
    queueMicrotask(() => socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) })))
  }
}
