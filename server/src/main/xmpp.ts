import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { parseJid, printJid } from '@weft/protocols/xmpp/jid'
import type { TraceFile } from '../adapters/trace/trace-file.ts'
import type { Conference } from '../applications/conference/conference.ts'
import type { Outward } from '../applications/conference/event/outward.ts'
import { AwaitedAnswers } from '../applications/xmpp/chat/awaited-answers.ts'
import { ChatSessions } from '../applications/xmpp/chat/chat-sessions.ts'
import { SipMessageDoor } from '../applications/xmpp/chat/sip-message-door.ts'
import { SipMessageRoad } from '../applications/xmpp/chat/sip-message-road.ts'
import { WebAccounts } from '../applications/xmpp/chat/web-accounts.ts'
import { XmppChat } from '../applications/xmpp/chat/xmpp-chat.ts'
import { XmppRoad } from '../applications/xmpp/chat/xmpp-road.ts'
import { ForeignRooms } from '../applications/xmpp/muc/foreign-rooms.ts'
import { XmppRoomDoor } from '../applications/xmpp/muc/room-door.ts'
import { type CallIn, RoomInvitations } from '../applications/xmpp/muc/room-invitations.ts'
import { XmppRooms } from '../applications/xmpp/muc/xmpp-rooms.ts'
import { XmppPresence } from '../applications/xmpp/presence/xmpp-presence.ts'
import { Questions } from '../applications/xmpp/questions.ts'
import type { XmppDomains } from '../applications/xmpp/recipient.ts'
import { XmppGateway } from '../applications/xmpp/xmpp-gateway.ts'
import type { Config } from '../config/config.ts'
import type { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import type { Messaging } from '../core/message/messaging.ts'
import type { XmppComponent } from '../edge/xmpp/xmpp-component.ts'
import type { XmppEdge } from '../edge/xmpp/xmpp-edge.ts'
import type { Clock } from '../ports/clock.ts'
import type { Dns } from '../ports/dns.ts'
import type { Log } from '../ports/log.ts'
import type { MessageRoad } from '../ports/message-road.ts'
import type { MsrpSessions } from '../ports/msrp.ts'
import type { Random } from '../ports/random.ts'
import type { SipAgent } from '../ports/sip-agent.ts'
import type { SipCaller } from '../ports/sip-caller.ts'
import type { SipSubscriber } from '../ports/sip-subscriber.ts'
import { joinableDomains } from './joinable-domains.ts'
import { xmppEdgeOf, xmppIdentityOf } from './xmpp-edge.ts'
import { xmppHostsOf } from './xmpp-hosts.ts'
import { XmppOutward } from './xmpp-outward.ts'

interface XmppNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly dns: Dns
  readonly log: Log
  readonly trace: TraceFile | null
  /** `Weft/version`. */
  readonly product: string
}

/** What the application has of the rest of the server. */
interface XmppSurroundings {
  readonly messaging: Messaging
  readonly chatrooms: LocalChatrooms
  readonly agent: SipAgent<SipResponse>
  readonly caller: SipCaller<SipRequest>
  readonly subscriber: SipSubscriber
  readonly sessions: MsrpSessions
  /** Has rooms call people on SIP in. */
  readonly conference: Pick<Conference, 'callIn'>
}

/** SIP domains on XMPP: xmppgateway.ini. */
export class XmppParts {
  readonly #invitations: RoomInvitations
  readonly #config: Config
  readonly #needs: XmppNeeds
  readonly #edge: XmppEdge | XmppComponent
  readonly #domains: XmppDomains
  readonly #answers: AwaitedAnswers
  readonly #questions: Questions
  /** Hosts of SIP URIs that are on XMPP. */
  readonly #foreign: ReadonlySet<string>
  #callIn: CallIn = () => {}
  #foreignRooms: ForeignRooms | null = null
  #accounts: WebAccounts | null = null
  #parts: { readonly chat: XmppChat; readonly presence: XmppPresence; readonly gateway: XmppGateway } | null = null
  /** The IP address that SIP, and so MSRP, has. */
  #here = ''

  /** Null where no SIP domain is to be on XMPP (option `domains`). */
  static of(config: Config, needs: XmppNeeds): XmppParts | null {
    return config.xmpp.domains.length === 0 ? null : new XmppParts(config, needs)
  }

  private constructor(config: Config, needs: XmppNeeds) {
    const { clock, random } = needs
    this.#config = config
    this.#needs = needs
    const { dns, log, trace } = needs
    this.#edge = xmppEdgeOf(config, () => this.#here, { clock, random, dns, log }, trace)
    const router = this.#edge
    this.#domains = xmppDomainsOf(config)
    this.#foreign = new Set(xmppHostsOf(config))
    this.#answers = new AwaitedAnswers(clock)
    this.#questions = new Questions({ router, clock, random })
    this.#invitations = new RoomInvitations({
      ...{ router, clock, random },
      isOnSip: (domain) => this.#domains.users.has(domain),
      callIn: (...who) => this.#callIn(...who),
    })
  }

  /** Messages of accounts of this server to people on XMPP go there, all others by `others`. */
  road(others: MessageRoad): MessageRoad {
    return new XmppRoad({
      ...{ router: this.#edge, answers: this.#answers, others },
      serves: (host) => this.#serves(host),
      isOurs: (domain) => this.#domains.users.has(domain),
      clock: this.#needs.clock,
    })
  }

  /** Rooms ask people on XMPP in, all others are called by `others`. */
  outward(others: Outward): Outward {
    const foreign = { invite: (...who: Parameters<ForeignRooms['invite']>) => this.#foreignRooms?.invite(...who) ?? null }
    return new XmppOutward({ invitations: this.#invitations, foreign, serves: (host) => this.#serves(host), others })
  }

  /** Chat rooms of this server, and those of XMPP that people here may join. */
  house(chatrooms: LocalChatrooms): ForeignRooms {
    const { clock, random, log } = this.#needs
    this.#foreignRooms ??= new ForeignRooms({
      ...{ chatrooms, clock, random, log, router: this.#edge, questions: this.#questions },
      domains: joinableDomains(
        this.#config.xmpp.mucDomains.flatMap((domain) => formOf(domain) ?? []),
        this.#domains,
        log,
      ),
      isOurs: (domain) => this.#domains.users.has(domain),
    })
    return this.#foreignRooms
  }

  /** The application, for both sides; null before join(). */
  get application(): XmppGateway | null {
    return this.#parts?.gateway ?? null
  }

  /** Makes the application of what is there by now. */
  join(surroundings: XmppSurroundings): void {
    const { messaging, chatrooms, agent, caller, subscriber, sessions } = surroundings
    const { clock, random, log, product } = this.#needs
    const router = this.#edge
    const [name = '', version = ''] = product.split('/')
    const { useMsrpForChat, useCpim, sipSessionTimeout } = this.#config.xmpp
    const common = { router, clock, random, log, answers: this.#answers }
    this.#callIn = (...who) => surroundings.conference.callIn(...who)
    this.#accounts = new WebAccounts({ incoming: messaging.incoming, receipts: messaging.receipts, clock })
    const road = new SipMessageRoad({ ...common, agent, cpim: useCpim })
    const chat = new XmppChat({
      ...{ ...common, road, accounts: this.#accounts },
      sessions: useMsrpForChat ? new ChatSessions({ ...common, road, caller, sessions, timeout: sipSessionTimeout }) : null,
      door: new SipMessageDoor({ ...common, agent, type: useMsrpForChat ? 'normal' : 'chat' }),
    })
    const presence = new XmppPresence({ router, clock, log, subscriber })
    const rooms = new XmppRooms({ ...common, chatrooms, invitations: this.#invitations })
    const gateway = new XmppGateway({
      domains: this.#domains,
      service: { software: { name, version }, roomsOf: (domain) => roomsDomain(domain, this.#config) },
      ...{ router, log, chat, presence },
      questions: this.#questions,
      rooms: new XmppRoomDoor({ rooms, foreign: this.house(chatrooms), chat }),
    })
    this.#parts = { chat, presence, gateway }
  }

  /** Listens for other servers. `host`: the address that SIP has, where `local_ip` does not say another. */
  async start(host: string): Promise<void> {
    this.#here = host
    if (this.#parts) await this.#edge.start(this.#parts.gateway, this.#config.xmpp.localIp ?? host)
  }

  reload(config: Config): void {
    const identity = xmppIdentityOf(config, this.#needs.log)
    if (identity !== null && 'useCertificate' in this.#edge) this.#edge.useCertificate(identity)
  }

  /** Ends chats, and tells contacts on XMPP that nobody is there any more. */
  leave(): void {
    this.#parts?.chat.close()
    this.#parts?.presence.close()
  }

  stop(): void {
    this.#edge.stop()
  }

  /** Whether whoever is at that host of a SIP URI is on XMPP. */
  #serves(host: string): boolean {
    return this.#foreign.has(host.toLowerCase())
  }
}

function xmppDomainsOf(config: Config): XmppDomains {
  const users = config.xmpp.domains.flatMap((domain) => formOf(domain) ?? [])
  return { users: new Set(users), rooms: new Set(users.flatMap((domain) => roomsDomain(domain, config) ?? [])) }
}

/** The domain of the rooms of a SIP domain. */
function roomsDomain(domain: string, { xmpp }: Config): string | null {
  return xmpp.mucPrefix === '' ? null : formOf(`${xmpp.mucPrefix}.${domain}`)
}

/** The one form of a domain on XMPP; null where it can be none. */
function formOf(domain: string): string | null {
  const jid = parseJid(domain)
  return jid && printJid(jid)
}
