import { parseJid } from '@weft/protocols/xmpp/jid'
import { bodyElement, bodyOf } from '@weft/protocols/xmpp/message-text'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { readStanzaError } from '@weft/protocols/xmpp/stanza-error'
import { attributeOf } from '@weft/protocols/xmpp/xml'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import type { Allowance } from '../../../server/src/edge/xmpp/pace.ts'
import type { PeerPlace } from '../../../server/src/edge/xmpp/peer-places.ts'
import { XmppEdge, type XmppEdgeSettings } from '../../../server/src/edge/xmpp/xmpp-edge.ts'
import { XmppTrace } from '../../../server/src/edge/xmpp/xmpp-trace.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import type { Dns } from '../../../server/src/ports/dns.ts'
import type { XmppElement } from '../../../server/src/ports/xmpp.ts'
import { Inbox } from '../../contract/inbox.ts'
import { RecordingLog } from './log.ts'

export interface XmppServerOptions extends Partial<XmppEdgeSettings> {
  readonly clock?: Clock
  readonly dns?: Partial<Dns>
  readonly mayConnectTo?: (address: string) => boolean
  readonly allowance?: Allowance
  /** Resolves when what was said is kept; absent: at once. */
  readonly kept?: () => Promise<void>
}

const nothing: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }
const UNBOUNDED: Allowance = { take: () => 0 }
const UNLIMITED = { judge: () => 'ok', begin: () => ({ bound: () => {}, end: () => {} }) }

/** The XMPP edge alone, for one domain, on free ports of loopback. */
export class XmppServer {
  readonly domain: string
  readonly edge: XmppEdge
  readonly log = new RecordingLog()
  /** What xmpp_trace.log would have. */
  readonly trace: string[] = []
  readonly #kept: (() => Promise<void>) | undefined
  readonly #inbox = new Inbox<XmppElement>('stanza')
  /** Where it finds other domains, whatever DNS says. */
  readonly places = new Map<string, PeerPlace>()

  constructor(domain: string, options: XmppServerOptions) {
    const { clock = systemClock, dns = {}, mayConnectTo = () => true, allowance = UNBOUNDED, kept, ...settings } = options
    this.domain = domain
    this.#kept = kept
    this.edge = new XmppEdge(
      {
        ports: { s2s: 0, directTls: 0 },
        encryption: 'required',
        proofs: { external: true, dialback: true },
        bidi: false,
        identity: null,
        ca: null,
        welcome: [],
        unwelcome: [],
        overrides: this.places,
        ...settings,
      },
      {
        ...{ clock, random: systemRandom, log: this.log, mayConnectTo, dns: { ...nothing, ...dns } },
        trace: new XmppTrace((entry) => this.trace.push(entry)),
        count: UNLIMITED,
        allowance: () => allowance,
      },
    )
  }

  async start(): Promise<this> {
    const received = (stanza: XmppElement) => {
      this.#inbox.put(stanza)
      return this.#kept?.()
    }
    await this.edge.start({ domains: [this.domain], received }, '127.0.0.1')
    return this
  }

  /** Where servers of that domain are, for this one. */
  knows(other: XmppServer, how: 'starttls' | 'direct' = 'starttls'): void {
    const port = how === 'direct' ? other.edge.directPort : other.edge.port
    this.places.set(other.domain, { host: '127.0.0.1', port: port ?? 1, isDirectTls: how === 'direct' })
  }

  /** Where the server of a domain is that is no XmppServer. */
  finds(domain: string, port: number): void {
    this.places.set(domain, { host: '127.0.0.1', port, isDirectTls: false })
  }

  /** Says something to somebody of another domain; what came of it. */
  say(domain: string, text: string, id = text): Promise<boolean> {
    const addresses = { from: parseJid(`a@${this.domain}`), to: parseJid(`b@${domain}`) }
    return this.edge.send(stanza('message', { type: 'chat', id, ...addresses }, [bodyElement(text)]))
  }

  /** The next stanza that comes. */
  next(patience?: number): Promise<XmppElement> {
    return this.#inbox.next(patience)
  }

  /** The next thing that comes: what is said, or what is wrong with what was. */
  async hears(): Promise<string> {
    const element = await this.next()
    if (attributeOf(element, 'type') !== 'error') return bodyOf(element) ?? ''
    return `${attributeOf(element, 'id')}: ${readStanzaError(element).condition}`
  }
}
