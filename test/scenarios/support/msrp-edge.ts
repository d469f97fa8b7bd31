import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { MsrpEdge, type MsrpEdgeSettings } from '../../../server/src/edge/msrp/msrp-edge.ts'
import { MsrpTrace } from '../../../server/src/edge/msrp/msrp-trace.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import type { Dns } from '../../../server/src/ports/dns.ts'
import type { MsrpEvent, MsrpRemote, MsrpSession, MsrpSessionSettings } from '../../../server/src/ports/msrp.ts'
import { Inbox } from '../../contract/inbox.ts'
import { RecordingLog } from './log.ts'
import type { MsrpClient } from './msrp-client.ts'

export interface MsrpEdgeOptions extends Partial<MsrpEdgeSettings> {
  readonly clock?: Clock
  readonly dns?: Partial<Dns>
  readonly address?: string
  /** What paths say; the address by default. */
  readonly host?: string
}

export interface RunningMsrp {
  readonly edge: MsrpEdge
  readonly log: RecordingLog
  /** What msrp_trace.log would have. */
  readonly trace: string[]
}

const nothing: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }

/** The MSRP edge alone, on free ports of loopback; over TLS where there is an identity. */
export async function startMsrp(options: MsrpEdgeOptions = {}): Promise<RunningMsrp> {
  const { clock = systemClock, dns = {}, address = '127.0.0.1', host = address, ...settings } = options
  const log = new RecordingLog()
  const trace: string[] = []
  const edge = new MsrpEdge(
    {
      ports: { tcp: 0, tls: 0 },
      identity: null,
      tls: { verify: false, ca: null },
      keepAlive: 60_000,
      mostWaiting: 4_194_304,
      ...settings,
    },
    {
      ...{ clock, log, random: systemRandom, dns: { ...nothing, ...dns } },
      trace: new MsrpTrace((entry) => trace.push(entry)),
    },
  )
  await edge.start({ address, host })
  return { edge, log, trace }
}

/** A session with what it tells, apart by kind, in `events`; all but `bound` may be left to its own answers. */
export class ChatEnd {
  readonly session: MsrpSession
  readonly events = new Inbox<MsrpEvent>('event of the session')
  /** All that was told, in order. */
  readonly told: MsrpEvent[] = []

  constructor(edge: MsrpEdge, settings: Partial<MsrpSessionSettings> = {}, act?: (event: MsrpEvent) => void | Promise<void>) {
    const chat: MsrpSessionSettings = {
      transport: 'tcp',
      accepts: (type) => type === 'message/cpim',
      bodies: 'whole',
      mostBytes: 10_485_760,
    }
    const session = edge.open({ ...chat, ...settings }, (event) => {
      this.told.push(event)
      this.events.put(event)
      return act?.(event)
    })
    if (!session) throw new Error('that transport is not served')
    this.session = session
  }

  /** The next event, which is of that kind. */
  async next<Kind extends MsrpEvent['kind']>(kind: Kind): Promise<Extract<MsrpEvent, { kind: Kind }>> {
    const event = await this.events.next()
    if (!isOf(event, kind)) throw new Error(`${JSON.stringify(event)} instead of ${kind}`)
    return event
  }

  /** What SDP would say of the client. */
  describe(client: Pick<MsrpClient, 'path'>, more: Partial<MsrpRemote> = {}): void {
    const refused = this.session.connect({ path: client.path, weConnect: false, fingerprints: [], cema: null, ...more })
    if (refused !== null) throw new Error(`the description was refused: ${refused}`)
  }
}

function isOf<Kind extends MsrpEvent['kind']>(event: MsrpEvent, kind: Kind): event is Extract<MsrpEvent, { kind: Kind }> {
  return event.kind === kind
}
