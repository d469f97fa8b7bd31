// Servers that federate with each other over a network that cuts what is said into pieces, on a clock that stands still unless it is told to go on.
import {
  type IncomingEffect,
  type IncomingSettings,
  IncomingStream,
  type PeerIdentity,
} from '@weft/protocols/xmpp/incoming-stream'
import { parseJid } from '@weft/protocols/xmpp/jid'
import { bodyElement, bodyOf } from '@weft/protocols/xmpp/message-text'
import { type OutgoingEffect, OutgoingStream } from '@weft/protocols/xmpp/outgoing-stream'
import { stanza } from '@weft/protocols/xmpp/stanza'
import type { StreamEnding } from '@weft/protocols/xmpp/stream-link'
import type { XmlElement } from '@weft/protocols/xmpp/xml'

export interface ServerPlan {
  readonly domain: string
  /** What its certificate is good for; null: no domain at all, as that of one that has expired. */
  readonly certifiedFor: string | null
  readonly encryption?: IncomingSettings['encryption']
  readonly proofs?: IncomingSettings['proofs']
  readonly bidi?: boolean
  readonly accepts?: (domain: string) => boolean
  /** What it says to who asks about keys, in place of what is true. */
  readonly secret?: string
}

interface Side {
  readonly server: VirtualServer
  take(
    input:
      | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
      | { readonly kind: 'secured'; readonly identity: PeerIdentity }
      | { readonly kind: 'lost' },
  ): void
  isSecuring: boolean
}

/** One connection between two servers. */
class Connection {
  readonly #network: VirtualNetwork
  readonly ends: [Side | null, Side | null] = [null, null]

  constructor(network: VirtualNetwork) {
    this.#network = network
  }

  send(from: 0 | 1, text: string): void {
    const bytes = new TextEncoder().encode(text)
    for (let at = 0; at < bytes.length; at += this.#network.piece) {
      const piece = bytes.slice(at, at + this.#network.piece)
      this.#network.later(() => this.ends[1 - from]?.take({ kind: 'bytes', bytes: piece }))
    }
  }

  secure(side: Side): void {
    side.isSecuring = true
    const [one, other] = this.ends
    if (!one?.isSecuring || !other?.isSecuring) return
    for (const end of [one, other]) {
      end.isSecuring = false
      const peer = end === one ? other : one
      this.#network.later(() => end.take({ kind: 'secured', identity: (domain) => domain === peer.server.plan.certifiedFor }))
    }
  }

  close(from: 0 | 1): void {
    this.#network.later(() => this.ends[1 - from]?.take({ kind: 'lost' }))
  }
}

export class VirtualNetwork {
  /** Bytes of the pieces in which all comes. */
  readonly piece: number
  readonly servers = new Map<string, VirtualServer>()
  now = 0
  readonly #waiting: (() => void)[] = []

  constructor(piece: number, plans: readonly ServerPlan[]) {
    this.piece = piece
    for (const plan of plans) this.servers.set(plan.domain, new VirtualServer(this, plan))
  }

  server(domain: string): VirtualServer {
    const server = this.servers.get(domain)
    if (!server) throw new Error(`no server ${domain}`)
    return server
  }

  later(what: () => void): void {
    this.#waiting.push(what)
  }

  /** Lets all happen that is going to. */
  settle(): void {
    for (let turns = 0; this.#waiting.length > 0; turns++) {
      if (turns > 1_000_000) throw new Error('they never stop talking')
      this.#waiting.shift()?.()
    }
  }

  connect(side: Side, domain: string): Connection {
    const connection = new Connection(this)
    connection.ends[0] = side
    connection.ends[1] = this.server(domain).accept(connection)
    return connection
  }
}

export class VirtualServer {
  readonly plan: ServerPlan
  readonly #network: VirtualNetwork
  readonly #secret: string
  #ids = 0
  /** By the domain they go to. */
  readonly #outgoing = new Map<
    string,
    { readonly take: (input: Parameters<OutgoingStream['step']>[0]) => void; isReady: boolean; queue: XmlElement[] }
  >()
  /** The texts that came, how others proved who they are, and what became of streams of ours. */
  readonly received: string[] = []
  readonly proofs: string[] = []
  readonly endings: StreamEnding[] = []
  readonly ready: Extract<OutgoingEffect, { do: 'ready' }>[] = []
  handled = 0

  constructor(network: VirtualNetwork, plan: ServerPlan) {
    this.plan = plan
    this.#network = network
    this.#secret = plan.secret ?? `secret of ${plan.domain}`
  }

  say(domain: string, text: string): void {
    const message = stanza('message', { from: parseJid(`a@${this.plan.domain}`), to: parseJid(`b@${domain}`) }, [
      bodyElement(text),
    ])
    const stream = this.#streamTo(domain)
    if (stream.isReady) stream.take({ kind: 'send', stanza: message })
    else {
      stream.queue.push(message)
      stream.take({ kind: 'want' })
    }
  }

  close(domain: string): void {
    this.#streamTo(domain).take({ kind: 'close', condition: null })
  }

  accept(connection: Connection): Side {
    const { encryption = 'required', proofs = { external: true, dialback: true }, bidi = false } = this.plan
    const accepts = this.plan.accepts ?? (() => true)
    const settings = {
      accepts,
      encryption,
      proofs,
      bidi,
      secret: this.#secret,
      isOwn: (domain: string) => domain === this.plan.domain,
    }
    const machine = new IncomingStream({ ...settings, ids: () => `${this.plan.domain}-${this.#ids++}` }, this.#network.now)
    const take = (input: Parameters<IncomingStream['step']>[0]) => {
      for (const effect of machine.step(input, this.#network.now)) obey(effect)
    }
    const side: Side = { server: this, take, isSecuring: false }
    const obey = (effect: IncomingEffect) => {
      if (effect.do === 'send') connection.send(1, effect.text)
      else if (effect.do === 'start-tls') connection.secure(side)
      else if (effect.do === 'end') connection.close(1)
      else if (effect.do === 'stanza') {
        this.received.push(bodyOf(effect.stanza.element) ?? '')
        take({ kind: 'handled' })
      } else if (effect.do === 'proved') this.proofs.push(`${effect.pair.remote} by ${effect.by}`)
      else if (effect.do === 'verify') {
        const { pair, id, key } = effect
        this.#answers.set(id, (outcome) => take({ kind: 'verified', pair, outcome }))
        this.#streamTo(pair.remote).take({ kind: 'verify', id, key })
      }
    }
    take({ kind: 'connected', identity: null })
    return side
  }

  readonly #answers = new Map<string, (outcome: Extract<OutgoingEffect, { do: 'verified' }>['outcome']) => void>()

  #streamTo(domain: string) {
    const known = this.#outgoing.get(domain)
    if (known) return known
    const { encryption = 'required', proofs = { external: true, dialback: true }, bidi = false } = this.plan
    const pair = { local: this.plan.domain, remote: domain }
    const isOwn = (name: string) => name === this.plan.domain
    const machine = new OutgoingStream({ pair, encryption, proofs, bidi, isOwn, secret: this.#secret }, this.#network.now)
    const take = (input: Parameters<OutgoingStream['step']>[0]) => {
      for (const effect of machine.step(input, this.#network.now)) obey(effect)
    }
    const stream = { take, isReady: false, queue: [] as XmlElement[] }
    this.#outgoing.set(domain, stream)
    const obey = (effect: OutgoingEffect) => {
      if (effect.do === 'send') connection.send(0, effect.text)
      else if (effect.do === 'start-tls') connection.secure(side)
      else if (effect.do === 'end') {
        this.endings.push(effect.ending)
        this.#outgoing.delete(domain)
        connection.close(0)
      } else if (effect.do === 'verified') this.#answers.get(effect.id)?.(effect.outcome)
      else if (effect.do === 'handled') this.handled += effect.count
      else if (effect.do === 'stanza') this.received.push(bodyOf(effect.stanza.element) ?? '')
      else if (effect.do === 'ready') {
        this.ready.push(effect)
        stream.isReady = true
        for (const stanza of stream.queue.splice(0)) take({ kind: 'send', stanza })
      }
    }
    const side: Side = { server: this, take, isSecuring: false }
    const connection = this.#network.connect(side, domain)
    this.#network.later(() => take({ kind: 'connected', identity: null }))
    return stream
  }
}
