import { afterEach } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { XmppPresence } from '../../../server/src/applications/xmpp/presence/xmpp-presence.ts'
import { Questions } from '../../../server/src/applications/xmpp/questions.ts'
import { XmppGateway } from '../../../server/src/applications/xmpp/xmpp-gateway.ts'
import type { SipRoute } from '../../../server/src/ports/sip-locator.ts'
import { CallingPhone } from './calling-phone.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './sip-edge.ts'
import { SipPeer } from './sip-peer.ts'
import { XmppStage } from './xmpp-stage.ts'

/** The gateway between the SIP domain sip.test, on a real SIP edge, and XMPP without streams. */
export interface XmppScene extends RunningEdge {
  readonly stage: XmppStage
  endsWith(end: () => unknown): void
  /** A phone over UDP, of whoever From names. */
  phone(from: string): Promise<CallingPhone>
  /** Requests of ours go to that port of loopback, over UDP. */
  routeTo(port: number): void
}

/** To be called once, where a file begins. */
export function xmppScenes() {
  const endings: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end()
  })
  const endsWith = (end: () => unknown) => void endings.push(end)
  return {
    async sceneWith(options: EdgeOptions = {}): Promise<XmppScene> {
      const stage = new XmppStage()
      const clock = options.clock ?? systemClock
      const routes: SipRoute[] = []
      const applications: XmppGateway[] = []
      const running = await startEdge(applications, { ...options, routes, hops: { locate: async () => routes } })
      const { log, edge } = running
      endsWith(() => edge.stop())
      const questions = new Questions({ router: stage, clock, random: systemRandom })
      const presence = new XmppPresence({ subscriber: edge.subscriber, router: stage, clock, log })
      const gateway = new XmppGateway({
        domains: { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) },
        service: { software: { name: 'Weft', version: 'test' }, roomsOf: () => 'conference.sip.test' },
        ...{ router: stage, questions, presence, log },
        chat: { message: () => {}, sipMessage: async () => ({ status: 405 }), called: () => () => {} },
        rooms: { toRooms: () => {}, fromRooms: () => false },
      })
      applications.push(gateway)
      edge.admit({ ...running.gate, defaultApplication: gateway.name })
      stage.use(gateway)
      return {
        ...running,
        stage,
        endsWith,
        async phone(from) {
          const peer = await SipPeer.udp(running.udp)
          endsWith(() => peer.close())
          return new CallingPhone(peer, 'UDP', from)
        },
        routeTo: (port) => void routes.splice(0, routes.length, { host: '127.0.0.1', port, transport: 'udp' }),
      }
    },
  }
}
