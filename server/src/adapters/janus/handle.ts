import type { Log } from '../../ports/log.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { Frame, Jsep } from './frame.ts'
import { JanusError, NO_SUCH_HANDLE } from './janus-error.ts'
import { asInteger, asText, type JsonObject } from './json.ts'

/** Requests whose outcome the plugin may still tell of. More are forgotten, oldest first: some are answered by nothing at all. */
const MOST_UNDER_WAY = 64

/** What happens to a handle. `gone` is the last. */
export type HandleEvent =
  | { readonly kind: 'plugin'; readonly data: JsonObject; readonly jsep: Jsep | null }
  | { readonly kind: 'media-up' } // ICE and DTLS are through
  | { readonly kind: 'media-down'; readonly reason: string } // the PeerConnection is gone; the handle can have another
  | { readonly kind: 'gone'; readonly why: string }

/** What can be candidates for a PeerConnection in Janus' words. */
export type TrickledCandidate = { readonly completed: true } | JsonObject

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
  readonly log: Log
}

/** One handle of a Janus plugin: at most one PeerConnection and what the plugin hangs on it. */
export class JanusHandle {
  readonly id: number
  readonly #host: HandleHost
  readonly #listener: (event: HandleEvent) => void
  readonly #log: Log
  readonly #underWay = new Map<string, (detail: string) => void>()
  readonly #settling: (() => void)[] = []
  #alive = true

  constructor({ id, host, listener, log }: HandleOptions) {
    this.id = id
    this.#host = host
    this.#listener = listener
    this.#log = log.with({ handle: id })
  }

  /**
   * Asks the plugin for something; resolves when Janus has taken it. Rejects with Refusal. What the plugin thinks of it comes later: its
   * answer as an event, its error (plugins answer asynchronously, with the request's transaction) to `onFailure`.
   */
  async message(body: JsonObject, jsep: Jsep | null, onFailure: (detail: string) => void): Promise<void> {
    this.#mustLive()
    const { transaction, answer } = this.#host.send({ janus: 'message', handle_id: this.id, body, ...(jsep ? { jsep } : {}) })
    this.#underWay.set(transaction, onFailure)
    const [oldest] = this.#underWay.keys()
    if (this.#underWay.size > MOST_UNDER_WAY && oldest !== undefined) this.#over(oldest)
    try {
      await answer
    } catch (error) {
      this.#over(transaction)
      throw error instanceof JanusError && error.code === NO_SUCH_HANDLE ? handleGone() : error
    }
  }

  /** Resolves when the plugin has answered all messages, or never will because the handle is lost. Some it never answers at all. */
  settled(): Promise<void> {
    if (!this.#alive || this.#underWay.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#settling.push(resolve))
  }

  /** Hands over ICE candidates. Rejects with Refusal. */
  async trickle(candidates: readonly TrickledCandidate[]): Promise<void> {
    this.#mustLive()
    const [first] = candidates
    if (!first) return
    const part = candidates.length === 1 ? { candidate: first } : { candidates }
    await this.#host.send({ janus: 'trickle', handle_id: this.id, ...part }).answer
  }

  /** Gives the handle back; no event comes from it any more. Never rejects: a handle that Janus does not know is as gone as one it let go. */
  async detach(): Promise<void> {
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
        this.#listener({ kind: 'media-up' })
        break
      case 'hangup':
        this.#listener({ kind: 'media-down', reason: frame.reason ?? 'unspecified reason' })
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
    this.#listener({ kind: 'gone', why })
  }

  #pluginSays({ plugin, jsep, transaction }: Frame): void {
    if (!plugin) return
    const onFailure = transaction === null ? undefined : this.#underWay.get(transaction)
    // Later events of a call bear the transaction that started it, so only the first one is the answer.
    if (transaction !== null) this.#over(transaction)
    const code = asInteger(plugin.error_code)
    if (code === null) {
      this.#listener({ kind: 'plugin', data: plugin, jsep })
      return
    }
    const detail = asText(plugin.error)?.trim() ?? `error ${code}`
    this.#log.info('Janus refused asynchronously', { code, detail })
    onFailure?.(detail)
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

function handleGone(): Refusal {
  return new Refusal('backend-away', 'the Janus handle is gone')
}
