import { afterEach } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { AwaitedAnswers } from '../../../server/src/applications/xmpp/chat/awaited-answers.ts'
import { ChatSessions } from '../../../server/src/applications/xmpp/chat/chat-sessions.ts'
import { SipMessageDoor } from '../../../server/src/applications/xmpp/chat/sip-message-door.ts'
import { SipMessageRoad } from '../../../server/src/applications/xmpp/chat/sip-message-road.ts'
import type { WebAccounts } from '../../../server/src/applications/xmpp/chat/web-accounts.ts'
import { XmppChat } from '../../../server/src/applications/xmpp/chat/xmpp-chat.ts'
import { XmppPresence } from '../../../server/src/applications/xmpp/presence/xmpp-presence.ts'
import { Questions } from '../../../server/src/applications/xmpp/questions.ts'
import { XmppGateway } from '../../../server/src/applications/xmpp/xmpp-gateway.ts'
import { EdgeSipAgent } from '../../../server/src/edge/sip/sip-agent.ts'
import type { SipRoute } from '../../../server/src/ports/sip-locator.ts'
import { CallingPhone } from './calling-phone.ts'
import { ChatPhone } from './chat-phone.ts'
import { type MsrpEdgeOptions, startMsrp } from './msrp-edge.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './sip-edge.ts'
import { SipPeer } from './sip-peer.ts'
import { XmppStage } from './xmpp-stage.ts'

export interface XmppOptions extends EdgeOptions {
  readonly usesMsrp?: boolean
  readonly usesCpim?: boolean
  /** ms without a word until a chat is ended. */
  readonly timeout?: number
  readonly accounts?: WebAccounts | null
  readonly msrp?: MsrpEdgeOptions
}

/** The gateway between the SIP domain sip.test, on a real SIP edge, and XMPP without streams. */
export interface XmppScene extends RunningEdge {
  readonly stage: XmppStage
  endsWith(end: () => unknown): void
  /** A phone over UDP, of whoever From names. */
  phone(from: string): Promise<CallingPhone>
  /** A SIP client with MSRP, of that user of sip.test; `called`: what we have for SIP goes there. */
  chatPhone(user: string, called?: 'called'): Promise<ChatPhone>
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
    async sceneWith(options: XmppOptions = {}): Promise<XmppScene> {
      const stage = new XmppStage()
      const clock = options.clock ?? systemClock
      const routes: SipRoute[] = []
      const applications: XmppGateway[] = []
      const running = await startEdge(applications, { ...options, routes, hops: { locate: async () => routes } })
      const { log, edge } = running
      endsWith(() => edge.stop())
      const msrp = await startMsrp({ clock, ...options.msrp })
      endsWith(() => msrp.edge.stop())
      const agent = new EdgeSipAgent('Weft/test', {
        ...{ client: edge.client, random: systemRandom, locator: { locate: async () => routes } },
        dns: { naptr: async () => [], srv: async () => [], addresses: async () => [] },
      })
      const answers = new AwaitedAnswers(clock)
      const common = { router: stage, clock, random: systemRandom, log, answers }
      const { usesMsrp = true, usesCpim = true, timeout = 86_400_000, accounts = null } = options
      const road = new SipMessageRoad({ ...common, agent, cpim: usesCpim })
      const ways = { ...common, road, caller: edge.sessions, sessions: msrp.edge, timeout }
      const chat = new XmppChat({
        ...{ ...common, accounts, road, sessions: usesMsrp ? new ChatSessions(ways) : null },
        door: new SipMessageDoor({ ...common, agent, type: usesMsrp ? 'normal' : 'chat' }),
      })
      const questions = new Questions({ router: stage, clock, random: systemRandom })
      const presence = new XmppPresence({ subscriber: edge.subscriber, router: stage, clock, log })
      const gateway = new XmppGateway({
        domains: { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) },
        service: { software: { name: 'Weft', version: 'test' }, roomsOf: () => 'conference.sip.test' },
        ...{ router: stage, questions, presence, chat, log },
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
        async chatPhone(user, called) {
          const phone = await ChatPhone.at(running.udp, user, { domain: 'sip.test' })
          endsWith(() => phone.close())
          if (called) routes.splice(0, routes.length, { host: '127.0.0.1', port: phone.port, transport: 'udp' })
          return phone
        },
        routeTo: (port) => void routes.splice(0, routes.length, { host: '127.0.0.1', port, transport: 'udp' }),
      }
    },
  }
}
