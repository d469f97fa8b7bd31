import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { Frame, Jsep } from './frame.ts'
import { JanusError, NO_SUCH_HANDLE } from './janus-error.ts'
import { asInteger, asText, type JsonObject } from './json.ts'
import type { TrickledCandidate } from './trickled-candidates.ts'

/** Requests whose outcome the plugin may still tell of. More are forgotten, oldest first: some are answered by nothing at all. */
const MOST_UNDER_WAY = 64
/** ms to wait for the answers to what was asked of a handle, before it is given back without them. */
const SETTLE_PATIENCE = 5_000

/** What happens to a handle. `gone` is the last. */
export type HandleEvent =
  | { readonly kind: 'plugin'; readonly data: JsonObject; readonly jsep: Jsep | null }
  | { readonly kind: 'media-up' } // ICE and DTLS are through
  | { readonly kind: 'media-down'; readonly reason: string } // the PeerConnection is gone; the handle can have another
  | { readonly kind: 'gone'; readonly why: string }

export interface SessionRequest {
  readonly janus: string
  readonly [name: string]: unknown
}

/** The session that a handle lives in, as its handles see it. */
export interface HandleHost {
  /** Sends a request inside the session. `answer` rejects with Refusal. */
  send(body: SessionRequest): { readonly transaction: string; readonly answer: Promise<Frame> }
  /** The handle is none of the session's business any more. */
  forget(id: number): void
}

interface HandleOptions {
  readonly id: number
  readonly host: HandleHost
  readonly listener: (event: HandleEvent) => void
  readonly clock: Clock
  readonly log: Log
}

/** Takes what the plugin says against a request: its own text, and its error code. */
type FailureListener = (detail: string, code: number) => void

/** One handle of a Janus plugin: at most one PeerConnection and what the plugin hangs on it. */
export class JanusHandle {
  readonly id: number
  readonly #host: HandleHost
  readonly #listener: (event: HandleEvent) => void
  readonly #clock: Clock
  readonly #log: Log
  readonly #underWay = new Map<string, FailureListener>()
  readonly #settling: (() => void)[] = []
  #alive = true
  #detached: Promise<void> | null = null

  constructor({ id, host, listener, clock, log }: HandleOptions) {
    this.id = id
    this.#host = host
    this.#listener = listener
    this.#clock = clock
    this.#log = log.with({ handle: id })
  }

  /**
   * Asks the plugin for something; resolves when Janus has taken it. Rejects with Refusal. What the plugin thinks of it comes later: its
   * answer as an event, its error (plugins answer asynchronously, with the request's transaction) to `onFailure`.
   */
  async message(body: JsonObject, jsep: Jsep | null, onFailure: FailureListener): Promise<void> {
    this.#mustLive()
    const { transaction, answer } = this.#host.send({ janus: 'message', handle_id: this.id, body, ...(jsep ? { jsep } : {}) })
    this.#underWay.set(transaction, onFailure)
    const [oldest] = this.#underWay.keys()
    if (this.#underWay.size > MOST_UNDER_WAY && oldest !== undefined) this.#over(oldest)
    try {
      await answer
    } catch (error) {
      this.#over(transaction)
      throw goneOr(error)
    }
  }

  /**
   * Asks the plugin for something that it answers at once, within the transaction; resolves with its words. Rejects with Refusal, with
   * JanusError (the plugin's code and text) where the plugin refuses.
   */
  async ask(body: JsonObject): Promise<JsonObject> {
    this.#mustLive()
    const { plugin } = await this.#host
      .send({ janus: 'message', handle_id: this.id, body })
      .answer.catch((error: unknown) => Promise.reject(goneOr(error)))
    if (!plugin) throw new Refusal('backend-refused', 'the plugin gave no answer')
    const failure = readFailure(plugin)
    if (failure) throw new JanusError(failure.code, failure.detail)
    return plugin
  }

  /** Hands over ICE candidates. Rejects with Refusal. */
  async trickle(candidates: readonly TrickledCandidate[]): Promise<void> {
    this.#mustLive()
    const [first] = candidates
    if (!first) return
    const part = candidates.length === 1 ? { candidate: first } : { candidates }
    await this.#host.send({ janus: 'trickle', handle_id: this.id, ...part }).answer
  }

  /** Resolves when the plugin has answered all messages, never will because the handle is lost, or takes too long: some it never answers at all. */
  settled(): Promise<void> {
    if (!this.#alive || this.#underWay.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#clock.after(SETTLE_PATIENCE, resolve)
      this.#settling.push(() => {
        cancel()
        resolve()
      })
    })
  }

  /**
   * Gives the handle back; no event comes from it any more. Never rejects: a handle that Janus does not know is as gone as one it let go. One
   * with unanswered requests is kept until the answers have come: Janus frees what a plugin is working on in another thread, and crashes (seen
   * with a `call` of the SIP plugin, and once in some 3,000 times with a `join` of the VideoRoom plugin).
   */
  detach(): Promise<void> {
    this.#detached ??= this.#giveBack()
    return this.#detached
  }

  async #giveBack(): Promise<void> {
    await this.settled()
    if (!this.#alive) return
    this.#alive = false
    this.#host.forget(this.id)
    await this.#host.send({ janus: 'detach', handle_id: this.id }).answer.catch((error: unknown) => {
      this.#log.debug('could not detach from Janus', { cause: error instanceof Error ? error.message : String(error) })
    })
  }

  /** For the session: a frame that names this handle. */
  receive(frame: Frame): void {
    switch (frame.janus) {
      case 'event':
        this.#pluginSays(frame)
        break
      case 'webrtcup':
        this.#tell({ kind: 'media-up' })
        break
      case 'hangup':
        this.#tell({ kind: 'media-down', reason: frame.reason ?? 'unspecified reason' })
        break
      case 'detached':
        this.#host.forget(this.id)
        this.gone('Janus detached the handle')
        break
      default: // media, slowlink, trickle: measurements, and candidates that the session description has already
    }
  }

  /** For the session: the handle is lost. */
  gone(why: string): void {
    if (!this.#alive) return
    this.#alive = false
    this.#settle()
    this.#tell({ kind: 'gone', why })
  }

  #pluginSays({ plugin, jsep, transaction }: Frame): void {
    if (!plugin) return
    const onFailure = transaction === null ? undefined : this.#underWay.get(transaction)
    // Later events of a call bear the transaction that started it, so only the first one is the answer.
    if (transaction !== null) this.#over(transaction)
    const failure = readFailure(plugin)
    if (!failure) {
      this.#tell({ kind: 'plugin', data: plugin, jsep })
      return
    }
    const { code, detail } = failure
    this.#log.info('Janus refused asynchronously', { code, detail })
    onFailure?.(detail, code)
  }

  #tell(event: HandleEvent): void {
    if (!this.#detached) this.#listener(event)
  }

  #over(transaction: string): void {
    this.#underWay.delete(transaction)
    if (this.#underWay.size === 0) this.#settle()
  }

  #settle(): void {
    for (const resolve of this.#settling.splice(0)) resolve()
  }

  #mustLive(): void {
    if (!this.#alive) throw handleGone()
  }
}

/** What a plugin says where it refuses; null where it does not. */
function readFailure(plugin: JsonObject): { readonly code: number; readonly detail: string } | null {
  const code = asInteger(plugin.error_code)
  return code === null ? null : { code, detail: asText(plugin.error)?.trim() ?? `error ${code}` }
}

function goneOr(error: unknown): unknown {
  return error instanceof JanusError && error.code === NO_SUCH_HANDLE ? handleGone() : error
}

function handleGone(): Refusal {
  return new Refusal('backend-away', 'the Janus handle is gone')
}
