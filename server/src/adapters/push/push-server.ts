import type { Clock } from '../../ports/clock.ts'
import type { HttpAnswer, HttpClient } from '../../ports/http-client.ts'
import type { Log } from '../../ports/log.ts'
import type { Push, PushNotice, PushOutcome } from '../../ports/push.ts'
import type { PushToken } from '../../ports/push-tokens.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import { pushBody } from './push-body.ts'
import { PushQueue, type PushQueueLimits } from './push-queue.ts'

interface PushLimits extends PushQueueLimits {
  /** ms before each repetition; as many of them as there are repetitions. */
  readonly retryAfter: readonly number[]
}

/** A push server is quick, or it is down: two more tries bridge its restart, and more would only be late. */
const USUAL_LIMITS: PushLimits = { atOnce: 16, waiting: 2000, retryAfter: [2000, 15_000] }

/** How one attempt ended, and whether another one may end otherwise. */
interface Attempt {
  readonly outcome: PushOutcome
  readonly again: boolean
}

/** A server that hands notifications on to Apple and Google (sylkrtc-protocol.md §8.3): one request for each device. */
export class PushServer implements Push {
  readonly #url: string
  readonly #limits: PushLimits
  readonly #http: HttpClient
  readonly #random: Random
  readonly #log: Log
  readonly #queue: PushQueue

  /** `url`: where notifications are posted. */
  constructor(url: string, http: HttpClient, clock: Clock, random: Random, log: Log, limits = USUAL_LIMITS) {
    this.#url = url
    this.#limits = limits
    this.#http = http
    this.#random = random
    this.#log = log
    this.#queue = new PushQueue(limits, clock, log)
  }

  notify(device: PushToken, notice: PushNotice): Promise<PushOutcome> {
    const body = pushBody(device, notice, uuidOf(this.#random.id()))
    if (!body.send) return Promise.resolve({ kind: 'skipped', reason: body.reason })
    const log = this.#log.with({ event: notice.kind, app: device.appId, platform: device.platform })
    return new Promise((resolve) => {
      const settle = (outcome: PushOutcome) => {
        if (outcome.kind === 'failed') log.warn('a push notification failed', { reason: outcome.reason })
        resolve(outcome)
      }
      let tries = 0
      this.#queue.add({
        attempt: async () => {
          const { outcome, again } = await this.#attempt(body.json, body.token)
          const delay = again ? this.#limits.retryAfter[tries++] : undefined
          if (delay === undefined) settle(outcome)
          return delay ?? null
        },
        giveUp: (reason) => resolve({ kind: 'failed', reason }),
      })
    })
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  async #attempt(json: string, token: string): Promise<Attempt> {
    try {
      return judge(await this.#http.send({ method: 'POST', url: this.#url, json }), token)
    } catch (error) {
      if (!(error instanceof Refusal)) this.#log.error('asking the push server went wrong', { error: String(error) })
      const reason = error instanceof Refusal ? error.message : 'an error of ours'
      return { outcome: { kind: 'failed', reason }, again: error instanceof Refusal }
    }
  }
}

/** What an answer means for the device with this token. */
function judge({ status, body }: HttpAnswer, token: string): Attempt {
  // 202 says that the push server will try by itself.
  if (status >= 200 && status < 300) return { outcome: { kind: 'delivered' }, again: false }
  if (status === 410 && tokenOf(body) === token) return { outcome: { kind: 'gone' }, again: false }
  // Texts of the answer stay out of the log: they quote the token.
  return { outcome: { kind: 'failed', reason: `the push server answered ${status}` }, again: status >= 500 }
}

/** `data.token` of an answer: whose end it tells of. Null where it says nothing of the kind. */
function tokenOf(body: string | null): unknown {
  return member(member(parse(body ?? ''), 'data'), 'token')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : null
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
