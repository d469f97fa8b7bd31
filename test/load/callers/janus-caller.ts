import { createHash, randomUUID } from 'node:crypto'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { JanusConnection } from '../../../server/src/adapters/janus/connection.ts'
import { JanusSession } from '../../../server/src/adapters/janus/session.ts'
import { callBody, helperBody, registerBody } from '../../../server/src/adapters/janus/sip/sip-body.ts'
import { SipHandle, type SipHandleEvent } from '../../../server/src/adapters/janus/sip/sip-handle.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import type { Log } from '../../../server/src/ports/log.ts'
import type { SipIdentity } from '../../../server/src/ports/sip-calls.ts'
import type { SipRoute } from '../../../server/src/ports/sip-locator.ts'
import { browserSdp } from '../../contract/sdp.ts'
import { until } from '../../interop/until.ts'
import type { Caller, PlacedCall } from '../caller.ts'

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent }
/** ms. */
const PATIENCE = 10_000

/** Drives a Janus with the requests that Weft makes for a registered account, and with nothing around them. */
export class JanusCaller implements Caller {
  readonly #connection: JanusConnection
  readonly #session: JanusSession
  readonly #identity: SipIdentity
  readonly #master: number

  private constructor(connection: JanusConnection, session: JanusSession, identity: SipIdentity, master: number) {
    this.#connection = connection
    this.#session = session
    this.#identity = identity
    this.#master = master
  }

  static async register(
    janus: { readonly url: string; readonly apiSecret: string },
    route: SipRoute,
    account: string,
    password: string,
  ): Promise<JanusCaller> {
    const options = { ...janus, clock: systemClock, random: systemRandom, log: silent, reconnect: { first: 100, longest: 1000 } }
    const connection = new JanusConnection(options)
    connection.start()
    await until('connection to Janus', PATIENCE, () => connection.isUp)
    const session = new JanusSession({ connection, ...options })
    const [user, domain] = account.split('@')
    const ha1 = createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
    const identity: SipIdentity = { address: account, displayName: null, userAgent: null, ha1, headerPrefixes: [] }
    const { promise: registered, resolve, reject } = Promise.withResolvers<number>()
    const handle = await SipHandle.attach({ session, clock: systemClock }, (event) => {
      if (event.kind === 'registered') resolve(event.masterId ?? 0)
      if (event.kind === 'registration-failed') reject(new Error(`${event.code} ${event.reason}`))
    })
    const fail = (detail: string) => reject(new Error(detail))
    await handle.request(registerBody({ identity, route, register: true, contactParameters: [] }), null, fail)
    return new JanusCaller(connection, session, identity, await registered)
  }

  dial(target: string): PlacedCall {
    const { promise: accepted, resolve, reject } = Promise.withResolvers<number>()
    const over = Promise.withResolvers<void>()
    const sdp = browserSdp({ type: 'offer', ufrag: randomUUID().slice(0, 8) })
    const fail = (detail: string) => reject(new Error(detail))
    const began = performance.now()
    const listen = (event: SipHandleEvent) => {
      if (event.kind === 'accepted') resolve(performance.now())
      if (event.kind === 'hangup') {
        fail(`${event.code} ${event.reason}`)
        over.resolve()
      }
    }
    const dialled = (async () => {
      const handle = await SipHandle.attach({ session: this.#session, clock: systemClock }, listen)
      await handle.request(helperBody(this.#identity, this.#master), null, fail)
      await handle.request(callBody({ target, headers: {}, secure: true }), { type: 'offer', sdp }, fail)
      return handle
    })()
    dialled.catch(reject)
    return {
      began,
      accepted,
      hangUp: async () => {
        const handle = await dialled
        await handle.request({ request: 'hangup' }, null, fail)
        await over.promise
        await handle.detach()
      },
    }
  }

  close(): void {
    this.#connection.stop()
  }
}
