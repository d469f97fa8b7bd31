import { FakeHandle, JsepError, type PluginFailure } from './handle.ts'
import type { Body, Plugin, PluginHost } from './plugin.ts'

export type Request = Readonly<Record<string, unknown>>
export type Send = (frame: Request) => void

interface Session {
  readonly id: number
  readonly send: Send
  readonly handles: Map<number, FakeHandle>
}

export interface CoreOptions {
  readonly apiSecret: string
  /** By package name. */
  readonly plugins: Readonly<Record<string, (host: PluginHost) => Plugin>>
  readonly mediaComesUp: () => boolean
  /** Sees every message that reaches a plugin; may answer with an error for the plugin to report. */
  readonly onMessage: (body: Body) => PluginFailure | null
  /** Carries out a message that was taken, now or later. */
  readonly inTurn: (body: Body, carryOut: () => void) => void
}

/** The core of Janus: sessions, handles, and who gets which answer (janus.c, janus_process_incoming_request). */
export class FakeCore {
  readonly #options: CoreOptions
  readonly #sessions = new Map<number, Session>()
  #lastId = Math.floor(Math.random() * 2 ** 52)

  constructor(options: CoreOptions) {
    this.#options = options
  }

  get sessions(): number {
    return this.#sessions.size
  }

  get handles(): readonly FakeHandle[] {
    return [...this.#sessions.values()].flatMap((session) => [...session.handles.values()])
  }

  /** A request from a client. */
  receive(request: Request, send: Send): void {
    const answer = (frame: Request) => send({ ...frame, transaction: request.transaction })
    const refuse = (code: number, reason: string) => answer({ janus: 'error', error: { code, reason } })
    if (typeof request.transaction !== 'string' || typeof request.janus !== 'string') {
      send({ janus: 'error', error: { code: 456, reason: 'Missing mandatory element (transaction)' } })
    } else if (request.apisecret !== this.#options.apiSecret) {
      refuse(403, 'Unauthorized request (wrong or missing secret/token)')
    } else if (request.session_id === undefined) {
      if (request.janus === 'create') answer({ janus: 'success', data: { id: this.#create(send) } })
      else refuse(457, `Unhandled request '${request.janus}' at this path`)
    } else this.#inSession(request, request.transaction, answer, refuse)
  }

  /** The clients' sessions end as if nobody had kept them alive. */
  expire(): void {
    for (const session of [...this.#sessions.values()]) {
      this.#drop(session)
      session.send({ janus: 'timeout', session_id: session.id })
    }
  }

  /** The sessions of a connection that is gone, as without `claim`. */
  abandon(send: Send): void {
    for (const session of [...this.#sessions.values()]) if (session.send === send) this.#drop(session)
  }

  #create(send: Send): number {
    const id = ++this.#lastId
    this.#sessions.set(id, { id, send, handles: new Map() })
    return id
  }

  #inSession(request: Request, transaction: string, answer: Send, refuse: (code: number, reason: string) => void): void {
    const session = this.#sessions.get(Number(request.session_id))
    if (!session) {
      refuse(458, `No such session ${request.session_id}`)
      return
    }
    const reply: Send = (frame) => answer({ ...frame, session_id: session.id })
    if (request.handle_id !== undefined) {
      const handle = session.handles.get(Number(request.handle_id))
      if (handle) this.#onHandle(request, transaction, handle, reply, refuse)
      else refuse(459, `No such handle ${request.handle_id} in session ${session.id}`)
      return
    }
    switch (request.janus) {
      case 'keepalive':
        reply({ janus: 'ack' })
        break
      case 'attach':
        this.#attach(session, String(request.plugin), reply, refuse)
        break
      case 'destroy':
        this.#drop(session)
        reply({ janus: 'success' })
        break
      default:
        refuse(453, `Unknown request '${request.janus}'`)
    }
  }

  #attach(session: Session, name: string, reply: Send, refuse: (code: number, reason: string) => void): void {
    const plugin = this.#options.plugins[name]
    if (!plugin) {
      refuse(460, `No such plugin '${name}'`)
      return
    }
    const id = ++this.#lastId
    const handle = new FakeHandle({
      id,
      pluginName: name,
      plugin,
      send: (frame) => session.send({ ...frame, session_id: session.id }),
      mediaComesUp: this.#options.mediaComesUp,
      onEnd: () => session.handles.delete(id),
    })
    session.handles.set(id, handle)
    reply({ janus: 'success', data: { id } })
  }

  #onHandle(
    request: Request,
    transaction: string,
    handle: FakeHandle,
    reply: Send,
    refuse: (code: number, reason: string) => void,
  ): void {
    switch (request.janus) {
      case 'message':
        this.#message(request, transaction, handle, reply, refuse)
        break
      case 'trickle':
        this.#trickle(request, handle, reply, refuse)
        break
      case 'hangup':
        handle.mediaDown('Janus API')
        reply({ janus: 'success' })
        break
      case 'detach':
        handle.end()
        reply({ janus: 'success' })
        break
      default:
        refuse(453, `Unknown request '${request.janus}'`)
    }
  }

  #message(
    request: Request,
    transaction: string,
    handle: FakeHandle,
    reply: Send,
    refuse: (code: number, reason: string) => void,
  ): void {
    const { body, jsep } = request as { body?: Body; jsep?: { type: 'offer' | 'answer'; sdp: string } }
    if (typeof body !== 'object') {
      refuse(456, 'Missing mandatory element (body)')
      return
    }
    try {
      const description = jsep ? handle.negotiate(jsep) : null
      const failure = this.#options.onMessage(body)
      const data = handle.answer(body, failure)
      if (data) {
        reply({ janus: 'success', sender: handle.id, plugindata: { plugin: handle.pluginName, data } })
      } else {
        reply({ janus: 'ack' })
        this.#options.inTurn(body, () => handle.message(body, description, transaction, failure))
      }
    } catch (error) {
      if (!(error instanceof JsepError)) throw error
      refuse(error.code, error.message)
    }
  }

  #trickle(request: Request, handle: FakeHandle, reply: Send, refuse: (code: number, reason: string) => void): void {
    const { candidate, candidates } = request
    if (candidate === undefined && candidates === undefined) refuse(456, 'Missing mandatory element (candidate|candidates)')
    else if (candidate !== undefined && candidates !== undefined) refuse(454, "Can't have both candidate and candidates")
    else if (candidates !== undefined && !Array.isArray(candidates)) refuse(467, 'candidates is not an array')
    else {
      handle.candidates.push(...(Array.isArray(candidates) ? candidates : [candidate]))
      reply({ janus: 'ack' })
    }
  }

  #drop(session: Session): void {
    this.#sessions.delete(session.id)
    for (const handle of [...session.handles.values()]) handle.end()
  }
}
