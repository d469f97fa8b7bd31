import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { FakeCore, type Request, type Send } from './core.ts'
import type { FakeHandle } from './handle.ts'
import type { Body } from './plugin.ts'
import { FakeSipPlugin, type Masters } from './sip/plugin.ts'
import { SipWorld } from './sip/world.ts'
import { FakeVideoRoomPlugin } from './videoroom/plugin.ts'
import type { RoomView } from './videoroom/room.ts'
import { type ApiForm, FakeRooms } from './videoroom/rooms.ts'

export interface FakeJanusOptions {
  readonly apiSecret?: string
  /** `automatic`: ICE and DTLS come up once an answer went through; `manual`: when `mediaUp` says so. Automatic when left out. */
  readonly media?: 'automatic' | 'manual'
  /** The generation of Janus whose VideoRoom plugin it has: 1.x when left out. */
  readonly videoRooms?: ApiForm
}

/**
 * A Janus without media: the real JSON protocol over a real WebSocket, its SIP plugin in a SIP world of its own (`sip`), and its VideoRoom plugin
 * (`rooms`). That it says what the real one says is what test/contract is for.
 */
export class FakeJanus {
  readonly apiSecret: string
  readonly sip = new SipWorld()
  media: 'automatic' | 'manual'
  /** While true nothing is answered, and nothing is said. */
  stalled = false
  readonly #seen: Body[] = []
  readonly #held: (() => void)[] = []
  #toHold: string | null = null
  #lastHeard: string | null = null
  readonly #failures = new Map<string, { code: number; error: string }>()
  #server: WebSocketServer | null = null
  #port = 0
  readonly #form: ApiForm
  #rooms: FakeRooms
  #core: FakeCore

  private constructor({ apiSecret = 'fake-secret', media = 'automatic', videoRooms = '1.x' }: FakeJanusOptions) {
    this.apiSecret = apiSecret
    this.media = media
    this.#form = videoRooms
    this.#rooms = new FakeRooms(videoRooms)
    this.#core = this.#newCore()
  }

  static async start(options: FakeJanusOptions = {}): Promise<FakeJanus> {
    const janus = new FakeJanus(options)
    await janus.#listen()
    return janus
  }

  /** The same after a restart. */
  get url(): string {
    return `ws://127.0.0.1:${this.#port}`
  }

  get sessionCount(): number {
    return this.#core.sessions
  }

  get handleCount(): number {
    return this.#core.handles.length
  }

  /** The video rooms as they are now. */
  get rooms(): readonly RoomView[] {
    return this.#rooms.views
  }

  /** Candidates that were trickled, over all handles that exist. */
  get candidates(): readonly unknown[] {
    return this.#core.handles.flatMap((handle) => handle.candidates)
  }

  /** Bodies of the plugin requests of this name so far, oldest first. */
  requests(name: string): readonly Body[] {
    return this.#seen.filter((body) => body.request === name)
  }

  /** The next plugin request of this name is taken, and then refused with an error event. */
  failNext(name: string, error = 'Simulated failure', code = 499): void {
    this.#failures.set(name, { code, error })
  }

  /** The next plugin request of this name is taken, and carried out only when `release` says so. */
  holdNext(name: string): void {
    this.#toHold = name
  }

  release(): void {
    for (const carryOut of this.#held.splice(0)) carryOut()
  }

  /** The next plugin request of this name is carried out, and from then on nothing is answered, as while `stalled`. */
  stallAfter(name: string): void {
    this.#lastHeard = name
  }

  /** ICE and DTLS are through, for every call that is negotiated, every publisher and subscriber; or for the publisher of this display name alone. */
  mediaUp(publisher: string | null = null): void {
    for (const handle of this.#handlesOf(publisher)) handle.mediaUp()
  }

  /** Every PeerConnection breaks, and with it its call; or that of the publisher of this display name alone. */
  mediaDown(reason = 'ICE failed', publisher: string | null = null): void {
    for (const handle of this.#handlesOf(publisher)) handle.mediaDown(reason)
  }

  /** Sessions end for want of keepalives; connections stay. */
  expireSessions(): void {
    this.#core.expire()
  }

  /** Connections break; new ones are welcome. What lived in them is lost. */
  sever(): void {
    for (const client of this.#server?.clients ?? []) client.terminate()
  }

  /** Goes down. What it had is lost. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    this.sever()
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
    this.#core.expire()
    this.#core = this.#newCore()
  }

  /** Comes back empty under the same address. */
  async restart(): Promise<void> {
    await this.stop()
    await this.#listen()
  }

  #handlesOf(publisher: string | null): readonly FakeHandle[] {
    return this.#core.handles.filter(({ who }) => publisher === null || who === publisher)
  }

  async #listen(): Promise<void> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: this.#port,
      handleProtocols: (protocols) => (protocols.has('janus-protocol') ? 'janus-protocol' : false),
    })
    await once(server, 'listening')
    server.on('connection', (client) => this.#serve(client))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  #serve(client: WebSocket): void {
    if (client.protocol !== 'janus-protocol') {
      client.close()
      return
    }
    const core = this.#core
    const send: Send = (frame) => {
      if (!this.stalled && client.readyState === client.OPEN) client.send(JSON.stringify(frame))
    }
    client.on('message', (data) => {
      if (this.stalled) return
      let request: Request
      try {
        request = JSON.parse(data.toString(), (_key, value: unknown) => mustBeReadable(value))
      } catch {
        send({ janus: 'error', error: { code: 454, reason: 'Invalid Janus API request' } })
        return
      }
      core.receive(request, send)
    })
    client.on('close', () => core.abandon(send))
    client.on('error', () => client.terminate())
  }

  #newCore(): FakeCore {
    const masters: Masters = new Map()
    const rooms = new FakeRooms(this.#form)
    this.#rooms = rooms
    return new FakeCore({
      apiSecret: this.apiSecret,
      plugins: {
        'janus.plugin.sip': (host) => new FakeSipPlugin(host, this.sip, masters),
        'janus.plugin.videoroom': (host) => new FakeVideoRoomPlugin(host, rooms),
      },
      mediaComesUp: () => this.media === 'automatic',
      onMessage: (body) => this.#seeMessage(body),
      inTurn: (body, carryOut) => this.#carryOut(body, carryOut),
    })
  }

  #carryOut(body: Body, carryOut: () => void): void {
    if (body.request === this.#toHold) {
      this.#toHold = null
      this.#held.push(carryOut)
    } else carryOut()
  }

  #seeMessage(body: Body): { code: number; error: string } | null {
    this.#seen.push(body)
    const name = String(body.request)
    if (name === this.#lastHeard) {
      this.#lastHeard = null
      this.stalled = true
    }
    const failure = this.#failures.get(name)
    this.#failures.delete(name)
    return failure ?? null
  }
}

/** The library Janus reads JSON with (Jansson) takes no NUL and no half of a surrogate pair. */
function mustBeReadable(value: unknown): unknown {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) throw new SyntaxError('no text')
  return value
}
