import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { JanusConnection } from './connection.ts'
import type { Frame } from './frame.ts'
import { type HandleEvent, type HandleHost, JanusHandle, type SessionRequest } from './handle.ts'
import { JanusError, NO_SUCH_SESSION } from './janus-error.ts'

/** ms. Janus ends a session after 60 s of silence. */
const KEEPALIVE = 25_000

/**
 * The Janus session that all our handles live in, made when the first one is needed. One is enough: a session is to Janus a name space and
 * a time-out, the connection already is the fate that everything shares, and one session is one keepalive however many people are on line.
 */
export class JanusSession implements HandleHost {
  readonly #connection: JanusConnection
  readonly #clock: Clock
  readonly #log: Log
  readonly #handles = new Map<number, JanusHandle>()
  #opening: Promise<number> | null = null
  #id: number | null = null
  #cancelKeepalive: () => void = () => {}

  constructor({ connection, clock, log }: { connection: JanusConnection; clock: Clock; log: Log }) {
    this.#connection = connection
    this.#clock = clock
    this.#log = log
    connection.onState((up) => {
      if (!up) this.#over('the connection to Janus is gone')
    })
    connection.onFrame((frame) => this.#receive(frame))
  }

  /** Makes a handle of a plugin. Events come to `listener` in order, from the moment this resolves on. Rejects with Refusal. */
  async attach(plugin: string, listener: (event: HandleEvent) => void): Promise<JanusHandle> {
    const session = await this.#open()
    const { id } = await this.request({ janus: 'attach', plugin }, session)
    if (id === null) throw new Refusal('backend-refused', 'Janus named no handle')
    if (session !== this.#id) throw new Refusal('backend-away', 'the Janus session is gone')
    const handle = new JanusHandle({ id, host: this, listener, clock: this.#clock, log: this.#log })
    this.#handles.set(id, handle)
    return handle
  }

  /** Sends a request inside the session that `of` names. Rejects with Refusal; when Janus does not know it any more, it is over for all. */
  async request(body: SessionRequest, of: number | null = this.#id): Promise<Frame> {
    return this.send(body, of).answer
  }

  /** As `request`, with the transaction told at once. */
  send(body: SessionRequest, of: number | null = this.#id): { readonly transaction: string; readonly answer: Promise<Frame> } {
    const { transaction, answer } = this.#connection.request({ ...body, session_id: of })
    return { transaction, answer: answer.catch((error: unknown) => this.#refused(error, of)) }
  }

  /** A handle is no more of our business. */
  forget(id: number): void {
    this.#handles.delete(id)
  }

  #open(): Promise<number> {
    if (this.#opening) return this.#opening
    const opening = this.#create()
    this.#opening = opening
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = null
    })
    return opening
  }

  async #create(): Promise<number> {
    const { id } = await this.#connection.request({ janus: 'create' }).answer
    if (id === null) throw new Refusal('backend-refused', 'Janus named no session')
    this.#id = id
    this.#log.info('Janus session made', { session: id })
    this.#keepAlive(id)
    return id
  }

  #keepAlive(id: number): void {
    this.#cancelKeepalive = this.#clock.after(KEEPALIVE, async () => {
      try {
        await this.request({ janus: 'keepalive' }, id)
      } catch (error) {
        if (error instanceof Refusal && error.reason === 'backend-timeout')
          return this.#connection.reconnect('no answer to a keepalive')
      }
      if (id === this.#id) this.#keepAlive(id)
    })
  }

  #receive(frame: Frame): void {
    if (frame.session === null || frame.session !== this.#id) return
    if (frame.janus === 'timeout') this.#over('the Janus session timed out')
    else if (frame.sender !== null) this.#handles.get(frame.sender)?.receive(frame)
  }

  #refused(error: unknown, session: number | null): never {
    if (error instanceof JanusError && error.code === NO_SUCH_SESSION && session === this.#id)
      this.#over('Janus forgot the session')
    throw error
  }

  #over(why: string): void {
    this.#cancelKeepalive()
    this.#opening = null
    this.#id = null
    const handles = [...this.#handles.values()]
    this.#handles.clear()
    for (const handle of handles) handle.gone(why)
  }
}
