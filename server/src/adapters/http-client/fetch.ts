import type { Clock } from '../../ports/clock.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../ports/http-client.ts'
import { Refusal } from '../../ports/refusal.ts'

export interface FetchSettings {
  readonly userAgent: string
  /** ms for a request and its whole answer. */
  readonly timeout: number
  /** Bytes of an answer that are read, after decompression. */
  readonly longestAnswer: number
}

/** Asks by means of the runtime's own `fetch`, which keeps connections and uses them again. */
export class FetchClient implements HttpClient {
  readonly #settings: FetchSettings
  readonly #clock: Clock

  constructor(settings: FetchSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
  }

  async send({ method, url, json }: HttpRequest): Promise<HttpAnswer> {
    const { target, authorization } = withoutCredentials(url)
    const abort = new AbortController()
    const cancel = this.#clock.after(this.#settings.timeout, () => abort.abort())
    try {
      const response = await fetch(target, {
        method,
        body: json,
        headers: {
          'User-Agent': this.#settings.userAgent,
          ...(json === null ? {} : { 'Content-Type': 'application/json' }),
          ...(authorization === null ? {} : { Authorization: authorization }),
        },
        redirect: 'manual',
        signal: abort.signal,
      })
      return { status: response.status, body: await readBody(response, this.#settings.longestAnswer) }
    } catch (error) {
      if (abort.signal.aborted) throw new Refusal('backend-timeout', `no answer within ${this.#settings.timeout} ms`)
      throw new Refusal('backend-away', whyNot(error))
    } finally {
      cancel()
    }
  }
}

/** `fetch` refuses URLs with a user and a password in them. */
function withoutCredentials(url: string): { readonly target: URL; readonly authorization: string | null } {
  const target = new URL(url)
  if (target.username === '' && target.password === '') return { target, authorization: null }
  const credentials = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`
  target.username = ''
  target.password = ''
  return { target, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** Leaving the loop early cancels the rest. */
async function readBody(response: Response, longest: number): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > longest) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The code of the system's error (`ECONNREFUSED`), which `fetch` hides in the cause of its own. */
function whyNot(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'unknown'
}
