// A stream that we begin, from a domain of ours to one of somebody else (RFC 6120, XEP-0178, XEP-0220, XEP-0288, XEP-0198).
//
//   header ─► features ─► STARTTLS ─► header ─► features ─► open ─┬─ EXTERNAL ─► header ─► features ─┬─► ready
//                                                         │      └─ dialback: result ─► valid ─────┘
//                                                         └─ questions about keys that others were shown (verify)
//
// Who we are is proved only once something is to be sent: a stream that only asks needs no proof, and two servers that ask each other would never end.
import { base64 } from './base64.ts'
import {
  type DialbackMessage,
  type DialbackOutcome,
  type DomainPair,
  dialbackElement,
  dialbackKey,
  readDialback,
} from './dialback.ts'
import { domainToAscii, parseDomain } from './domain.ts'
import type { Encryption, PeerIdentity, ProofKinds } from './incoming-stream.ts'
import { NS } from './namespaces.ts'
import { type AdmittedStanza, admitStanza } from './stanza-admission.ts'
import type { StanzaErrorCondition } from './stanza-error.ts'
import { StreamError, type StreamErrorCondition } from './stream-error.ts'
import { readFeatures, type StreamFeatures } from './stream-features.ts'
import type { StreamHeader } from './stream-header.ts'
import { type LinkEffect, StreamLink, type StreamTimes } from './stream-link.ts'
import { SentStanzas } from './stream-management.ts'
import { isElement, type XmlElement, xml } from './xml.ts'

export interface OutgoingSettings {
  readonly pair: DomainPair
  readonly encryption: Encryption
  /** `external`: there is a certificate of ours. Where dialback will not do, the other side's has to be its domain's. */
  readonly proofs: ProofKinds
  readonly bidi: boolean
  /** Domains in their one form. */
  readonly isOwn: (domain: string) => boolean
  /** Of the keys of dialback that all streams of ours have. */
  readonly secret: string
  readonly times?: StreamTimes
}

export type OutgoingInput =
  /** `identity`: of a connection that is encrypted from the first byte. */
  | { readonly kind: 'connected'; readonly identity: PeerIdentity | null }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'secured'; readonly identity: PeerIdentity }
  /** Stanzas are going to be sent: who we are is to be proved. */
  | { readonly kind: 'want' }
  /** To be sent once `ready` was told. */
  | { readonly kind: 'send'; readonly stanza: XmlElement }
  /** Whether the other side gave that key to a stream of that id; the answer is `verified`. */
  | { readonly kind: 'verify'; readonly id: string; readonly key: string }
  | { readonly kind: 'close'; readonly condition: StreamErrorCondition | null }
  | { readonly kind: 'lost' }
  | { readonly kind: 'wake' }

export type OutgoingEffect =
  | LinkEffect
  /** Stanzas may be sent. `certified`: the other side showed a certificate of its domain. `counts`: it says which stanzas it has handled. */
  | {
      readonly do: 'ready'
      readonly by: 'external' | 'dialback'
      readonly certified: boolean
      readonly bothWays: boolean
      readonly counts: boolean
    }
  /** Why who we are was not believed; `end` follows. */
  | { readonly do: 'refused'; readonly condition: StanzaErrorCondition | 'invalid-key' }
  | { readonly do: 'verified'; readonly id: string; readonly outcome: DialbackOutcome }
  /** The first so many of the stanzas that were sent and not yet told have been handled. */
  | { readonly do: 'handled'; readonly count: number }
  /** Of the other direction, where both go over this stream. */
  | { readonly do: 'stanza'; readonly stanza: AdmittedStanza }
  /** For a log. */
  | { readonly do: 'drop'; readonly reason: string }

type Stage = 'header' | 'features' | 'tls' | 'open' | 'sasl' | 'dialback' | 'ready'

const MOST_QUESTIONS = 64

export class OutgoingStream {
  readonly #settings: OutgoingSettings
  readonly #link: StreamLink<Exclude<OutgoingEffect, LinkEffect>>
  readonly #sent = new SentStanzas()
  /** Keys to ask about, by the id of their stream: those that were asked about already, too. */
  readonly #questions = new Map<string, string>()
  #stage: Stage = 'header'
  #identity: PeerIdentity | null = null
  #header: StreamHeader | null = null
  #features: StreamFeatures | null = null
  #isWanted = false
  #hasExternal = false
  #mayExternal: boolean
  #isBidi = false

  constructor(settings: OutgoingSettings, now: number) {
    this.#settings = settings
    this.#mayExternal = settings.proofs.external
    this.#link = new StreamLink(NS.server, now, settings.times)
  }

  get nextWake(): number | null {
    return this.#link.nextWake
  }

  /** `now` is in milliseconds. Throws nothing. */
  step(input: OutgoingInput, now: number): OutgoingEffect[] {
    return this.#link.step(input, now, (what) => this.#take(what))
  }

  #take(input: OutgoingInput): void {
    const link = this.#link
    switch (input.kind) {
      case 'connected':
        this.#identity = input.identity
        this.#sendHeader()
        break
      case 'secured':
        this.#identity = input.identity
        link.secured()
        this.#sendHeader()
        break
      case 'bytes':
        link.receive(input.bytes, { header: (header) => this.#hearHeader(header), element: (element) => this.#hear(element) })
        break
      case 'want':
        this.#isWanted = true
        if (this.#stage === 'open') this.#proveOurselves()
        break
      case 'send':
        this.#send(input.stanza)
        break
      case 'verify':
        this.#ask(input.id, input.key)
        break
      case 'close':
        if (input.condition === null) link.close('closed')
        else link.fail(new StreamError(input.condition, ''), 'closed')
        break
      case 'lost':
        link.end({ reason: 'lost', condition: null, detail: '' })
        break
      case 'wake':
        link.wake()
    }
  }

  #sendHeader(): void {
    const { local, remote } = this.#settings.pair
    this.#stage = 'header'
    this.#link.begin({ from: local, to: remote, id: null, lang: 'en', version: 1 })
  }

  #hearHeader(header: StreamHeader): void {
    this.#header = header
    this.#stage = 'features'
    // A server of before RFC 3920 tells no features.
    if (header.version < 1) this.#negotiate(readFeatures(xml('features', NS.streams)))
  }

  #hear(element: XmlElement): void {
    if (this.#stage === 'features' && isElement(element, 'features', NS.streams)) this.#negotiate(readFeatures(element))
    else if (this.#stage === 'tls' && element.namespace === NS.tls) this.#hearTls(element)
    else if (this.#stage === 'sasl' && element.namespace === NS.sasl) this.#hearSasl(element)
    else if (element.namespace === NS.dialback) this.#hearDialback(element)
    else if (element.namespace === NS.streamManagement) this.#hearCount(element)
    else this.#hearStanza(element)
  }

  #negotiate(features: StreamFeatures): void {
    const { encryption, proofs, pair } = this.#settings
    this.#features = features
    if (this.#identity === null && features.startTls !== null && encryption !== 'off') {
      this.#stage = 'tls'
      this.#link.say(xml('starttls', NS.tls))
    } else if (this.#identity === null && (encryption === 'required' || features.startTls === 'required'))
      this.#giveUp('no-encryption', 'no encryption could be agreed on')
    else if (this.#identity !== null && !proofs.dialback && !this.#isCertified)
      this.#giveUp('certificate', `the certificate is not that of ${pair.remote}`)
    else if (this.#hasExternal) this.#ready('external')
    else this.#open()
  }

  #hearTls(element: XmlElement): void {
    if (element.name === 'proceed') this.#link.startTls()
    else this.#giveUp('no-encryption', 'encryption was offered and then refused')
  }

  get #isCertified(): boolean {
    return this.#identity?.(this.#settings.pair.remote) === true
  }

  #open(): void {
    this.#stage = 'open'
    for (const [id, key] of this.#questions) this.#sayQuestion(id, key)
    if (this.#isWanted) this.#proveOurselves()
  }

  #proveOurselves(): void {
    const { pair, proofs, secret, bidi } = this.#settings
    const canExternal = this.#mayExternal && this.#features?.mechanisms.includes('EXTERNAL') === true
    // Dialback proves nothing about the side that was connected to: what comes from there needs its certificate (XEP-0288 §2.2).
    if (bidi && !this.#isBidi && this.#features?.bidi === true && this.#isCertified) {
      this.#isBidi = true
      this.#link.say(xml('bidi', NS.bidi))
    }
    if (canExternal) {
      this.#stage = 'sasl'
      const identity = base64(new TextEncoder().encode(domainToAscii(pair.local) ?? pair.local))
      this.#link.say(xml('auth', NS.sasl, { mechanism: 'EXTERNAL' }, [identity]))
    } else if (proofs.dialback && this.#header?.id) {
      this.#stage = 'dialback'
      const key = dialbackKey(secret, pair.remote, pair.local, this.#header.id)
      const head = { name: 'result', from: pair.local, to: pair.remote, id: null } as const
      this.#link.say(dialbackElement({ ...head, content: { kind: 'key', key } }))
    } else this.#giveUp('not-authorized', 'no way is offered to prove who we are')
  }

  #hearSasl(element: XmlElement): void {
    if (element.name === 'success') {
      this.#hasExternal = true
      this.#link.restart()
      this.#sendHeader()
    } else if (element.name === 'failure') {
      this.#mayExternal = false
      this.#proveOurselves()
    } else throw new StreamError('unsupported-feature', 'a challenge to a mechanism without any')
  }

  #hearDialback(element: XmlElement): void {
    const message = readDialback(element)
    if (!message || message.content.kind === 'key') throw new StreamError('bad-format', 'no answer of dialback')
    const { local, remote } = this.#settings.pair
    if (parseDomain(message.from) !== remote || parseDomain(message.to) !== local)
      throw new StreamError('invalid-from', 'an answer about other domains')
    if (message.name === 'verify') this.#hearAnswer(message, message.content)
    else if (this.#stage === 'dialback') this.#hearResult(message.content)
  }

  #hearAnswer({ id }: DialbackMessage, outcome: DialbackOutcome): void {
    if (id !== null && this.#questions.delete(id)) this.#link.emit({ do: 'verified', id, outcome })
  }

  #hearResult(outcome: DialbackOutcome): void {
    if (outcome.kind === 'valid') this.#ready('dialback')
    else {
      this.#link.emit({ do: 'refused', condition: outcome.kind === 'error' ? outcome.condition : 'invalid-key' })
      this.#giveUp('not-authorized', 'the other side does not believe who we are')
    }
  }

  #ready(by: 'external' | 'dialback'): void {
    this.#stage = 'ready'
    this.#link.prove()
    // XEP-0198 §3: it is offered to whom is proved, and the stream begins anew only after EXTERNAL.
    const counts = by === 'external' && this.#features?.streamManagement === true
    if (counts) this.#link.say(this.#sent.enable())
    // Questions that were asked before are asked again: the stream is another one.
    if (by === 'external') for (const [id, key] of this.#questions) this.#sayQuestion(id, key)
    this.#link.emit({ do: 'ready', by, certified: this.#isCertified, bothWays: this.#isBidi, counts })
  }

  #send(stanza: XmlElement): void {
    const link = this.#link
    if (this.#stage === 'ready' && !link.isClosing) {
      link.noteStanza()
      link.say(stanza)
      const next = this.#sent.count()
      if (next) link.say(next)
    } else link.emit({ do: 'unsent', stanza })
  }

  #ask(id: string, key: string): void {
    if (this.#questions.has(id)) return
    if (this.#questions.size < MOST_QUESTIONS && !this.#link.isClosing) {
      this.#questions.set(id, key)
      if (this.#stage === 'open' || this.#stage === 'dialback' || this.#stage === 'ready') this.#sayQuestion(id, key)
    } else this.#link.emit({ do: 'verified', id, outcome: { kind: 'error', condition: 'resource-constraint' } })
  }

  #sayQuestion(id: string, key: string): void {
    const { local, remote } = this.#settings.pair
    this.#link.say(dialbackElement({ name: 'verify', from: local, to: remote, id, content: { kind: 'key', key } }))
  }

  #hearCount(element: XmlElement): void {
    const { handled, next } = this.#sent.hear(element)
    if (handled > 0) this.#link.emit({ do: 'handled', count: handled })
    if (next) this.#link.say(next)
  }

  #hearStanza(element: XmlElement): void {
    if (this.#stage !== 'ready' || !this.#isBidi) throw new StreamError('not-authorized', 'a stanza that nobody asked for')
    const { pair, isOwn } = this.#settings
    const isProved = (remote: string) => remote === pair.remote
    const admission = admitStanza(element, { isProved, isOwn, lang: this.#header?.lang ?? null })
    if ('fail' in admission) throw admission.fail
    this.#link.noteStanza()
    if ('take' in admission) this.#link.emit({ do: 'stanza', stanza: admission.take })
    else this.#link.emit({ do: 'drop', reason: admission.drop })
  }

  #giveUp(reason: 'no-encryption' | 'certificate' | 'not-authorized', detail: string): void {
    this.#link.quit({ reason, condition: null, detail })
  }
}
