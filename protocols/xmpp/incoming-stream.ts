// A stream that another server began (RFC 6120, XEP-0178, XEP-0220, XEP-0288, XEP-0198): who it proves to be, and what it then may send.
//
//   header ─► features ─► STARTTLS ─► header ─► features ─┬─ EXTERNAL, where its certificate is its domain's ─► header ─┬─► stanzas
//                                                        └─ dialback: result ─► asked about ─► valid ───────────────┘
//
// Several domains may be proved on one stream, by dialback each. What was proved is a domain of the other side: it may write to all of ours.
import { decodeTransferEncoding } from '../im/transfer-encoding.ts'
import {
  type DialbackMessage,
  type DialbackOutcome,
  type DomainPair,
  dialbackElement,
  dialbackKey,
  readDialback,
  sameKey,
} from './dialback.ts'
import { parseDomain } from './domain.ts'
import { parseJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { type AdmittedStanza, admitStanza } from './stanza-admission.ts'
import type { StanzaErrorCondition } from './stanza-error.ts'
import { StreamError, type StreamErrorCondition } from './stream-error.ts'
import { featuresElement } from './stream-features.ts'
import type { StreamHeader } from './stream-header.ts'
import { type LinkEffect, StreamLink, type StreamTimes } from './stream-link.ts'
import { HandledStanzas } from './stream-management.ts'
import { attributeOf, isElement, textOf, type XmlElement, xml } from './xml.ts'

/** Whether the certificate that the other side of an encrypted connection showed verifies for that domain (RFC 6125). */
export type PeerIdentity = (domain: string) => boolean

export type Encryption = 'required' | 'optional' | 'off'

/** How a domain may be proved. */
export interface ProofKinds {
  readonly external: boolean
  readonly dialback: boolean
}

export interface IncomingSettings {
  /** Both take domains in their one form. */
  readonly isOwn: (domain: string) => boolean
  /** Whether we speak with that domain at all. */
  readonly accepts: (domain: string) => boolean
  readonly encryption: Encryption
  readonly proofs: ProofKinds
  readonly bidi: boolean
  /** Of the keys of dialback that all streams of ours have. */
  readonly secret: string
  /** Ids of streams, which nobody can guess. */
  readonly ids: () => string
  readonly times?: StreamTimes
}

export type IncomingInput =
  /** `identity`: of a connection that is encrypted from the first byte. */
  | { readonly kind: 'connected'; readonly identity: PeerIdentity | null }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'secured'; readonly identity: PeerIdentity }
  /** What the authority for a domain said about what was asked with `verify`. */
  | { readonly kind: 'verified'; readonly pair: DomainPair; readonly outcome: DialbackOutcome }
  /** The first of the stanzas that were told, or dropped, and that this was not said of, has been handled: it is where nothing is lost any more. */
  | { readonly kind: 'handled' }
  /** To be sent the other way, to a domain that was told as one of `both-ways`. */
  | { readonly kind: 'send'; readonly stanza: XmlElement }
  /** With an error, or in peace. */
  | { readonly kind: 'close'; readonly condition: StreamErrorCondition | null }
  | { readonly kind: 'lost' }
  | { readonly kind: 'wake' }

export type IncomingEffect =
  | LinkEffect
  /** Somebody has to ask the authority for the remote domain whether it gave this key to the stream of that id. */
  | { readonly do: 'verify'; readonly pair: DomainPair; readonly key: string; readonly id: string }
  /** The other side proved to be the remote domain. `bothWays`: what is for it may go over this stream. */
  | { readonly do: 'proved'; readonly pair: DomainPair; readonly by: 'external' | 'dialback'; readonly bothWays: boolean }
  | { readonly do: 'stanza'; readonly stanza: AdmittedStanza }
  /** For a log. */
  | { readonly do: 'drop'; readonly reason: string }

/** Domains that one stream may prove, have asked about at a time, or fail to prove. */
const MOST_PAIRS = 64
const MOST_FAILURES = 8
const MOST_VERIFICATIONS = 256

interface Question {
  readonly pair: DomainPair
  /** As it stands there: who asked knows its domains in that form. */
  readonly asked: DialbackMessage
}

export class IncomingStream {
  readonly #settings: IncomingSettings
  readonly #link: StreamLink<Exclude<IncomingEffect, LinkEffect>>
  readonly #handled = new HandledStanzas()
  #identity: PeerIdentity | null = null
  #header: StreamHeader | null = null
  #id = ''
  /** By the remote domain. */
  readonly #proved = new Map<string, DomainPair>()
  readonly #questions = new Map<string, Question>()
  #hasExternal = false
  #wantsBidi = false
  #failures = 0
  #verifications = 0

  constructor(settings: IncomingSettings, now: number) {
    this.#settings = settings
    this.#link = new StreamLink(NS.server, now, settings.times)
  }

  get nextWake(): number | null {
    return this.#link.nextWake
  }

  /** The domains that the other side has proved to be. */
  get proved(): readonly string[] {
    return [...this.#proved.keys()]
  }

  /** `now` is in milliseconds. Throws nothing. */
  step(input: IncomingInput, now: number): IncomingEffect[] {
    return this.#link.step(input, now, (what) => this.#take(what))
  }

  #take(input: IncomingInput): void {
    const link = this.#link
    switch (input.kind) {
      case 'connected':
        this.#identity = input.identity
        break
      case 'bytes':
        link.receive(input.bytes, { header: (header) => this.#begin(header), element: (element) => this.#hear(element) })
        break
      case 'secured':
        this.#identity = input.identity
        link.secured()
        break
      case 'verified':
        this.#answer(input.pair, input.outcome)
        break
      case 'handled': {
        const answer = this.#handled.handled()
        if (answer) link.say(answer)
        break
      }
      case 'send':
        this.#send(input.stanza)
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

  #send(stanza: XmlElement): void {
    const to = parseJid(attributeOf(stanza, 'to') ?? '')
    if (this.#link.isClosing || !this.#wantsBidi || to === null || !this.#proved.has(to.domain))
      this.#link.emit({ do: 'unsent', stanza })
    else {
      this.#link.noteStanza()
      this.#link.say(stanza)
    }
  }

  #begin(header: StreamHeader): void {
    const { ids, isOwn, proofs, encryption, bidi } = this.#settings
    this.#header = header
    this.#id = ids()
    this.#link.begin({ from: header.to, to: header.from, id: this.#id, lang: 'en', version: 1 })
    const local = parseDomain(header.to ?? '')
    if (local === null || !isOwn(local)) throw new StreamError('host-unknown', 'a stream to a domain that is not here')
    const remote = header.from === null ? null : parseDomain(header.from)
    if (header.from !== null && remote === null) throw new StreamError('invalid-from', 'a stream from what is no domain')
    if (remote !== null && !this.#mayBe(remote))
      throw new StreamError('policy-violation', 'a stream from a domain that is not welcome')
    // Before RFC 3920 there were no features, and so nothing to agree on (§4.7.5).
    if (header.version < 1) throw new StreamError('unsupported-version', 'a stream of an old version')
    const isSafe = this.#identity !== null || encryption !== 'required'
    const mayExternal = proofs.external && !this.#hasExternal && remote !== null && this.#identity?.(remote) === true
    const features = featuresElement({
      startTls: this.#identity !== null || encryption === 'off' ? null : encryption,
      mechanisms: isSafe && mayExternal ? ['EXTERNAL'] : [],
      dialback: isSafe && proofs.dialback,
      bidi: isSafe && bidi,
      streamManagement: this.#hasExternal,
    })
    this.#link.say(features)
  }

  #hear(element: XmlElement): void {
    const { namespace } = element
    const isTls = isElement(element, 'starttls', NS.tls)
    if (!isTls && this.#identity === null && this.#settings.encryption === 'required')
      throw new StreamError('policy-violation', 'something ahead of encryption')
    if (isTls) this.#startTls()
    else if (isElement(element, 'auth', NS.sasl)) this.#authenticate(element)
    else if (isElement(element, 'bidi', NS.bidi)) this.#wantsBidi = this.#settings.bidi && this.#proved.size === 0
    else if (namespace === NS.dialback) this.#hearDialback(element)
    else if (namespace === NS.streamManagement) this.#manage(element)
    else this.#hearStanza(element)
  }

  #startTls(): void {
    if (this.#identity !== null || this.#settings.encryption === 'off') {
      this.#link.say(xml('failure', NS.tls))
      throw new StreamError('policy-violation', 'encryption that was not offered')
    }
    this.#link.say(xml('proceed', NS.tls))
    this.#link.startTls()
  }

  /** XEP-0178 §3: the authorization identity, where one is given, is the domain. */
  #authenticate(element: XmlElement): void {
    const given = textOf(element).trim()
    const header = parseDomain(this.#header?.from ?? '')
    const named = given === '' || given === '=' ? header : parseDomain(decodeText(given))
    const refusal = this.#refuseExternal(element, header, named)
    if (refusal !== null || named === null) {
      this.#link.say(xml('failure', NS.sasl, {}, [xml(refusal ?? 'invalid-authzid', NS.sasl)]))
      this.#countFailure()
    } else {
      this.#link.say(xml('success', NS.sasl))
      this.#hasExternal = true
      this.#prove({ local: parseDomain(this.#header?.to ?? '') ?? '', remote: named }, 'external')
      this.#link.restart()
    }
  }

  /** RFC 6120 §6.5. */
  #refuseExternal(element: XmlElement, header: string | null, named: string | null): string | null {
    if (attributeOf(element, 'mechanism') !== 'EXTERNAL' || !this.#settings.proofs.external) return 'invalid-mechanism'
    if (this.#hasExternal || this.#identity === null) return 'not-authorized'
    if (named === null || (header !== null && named !== header) || !this.#mayBe(named)) return 'invalid-authzid'
    return this.#identity(named) ? null : 'not-authorized'
  }

  #hearDialback(element: XmlElement): void {
    const message = readDialback(element)
    if (message?.content.kind !== 'key') throw new StreamError('bad-format', 'no question of dialback')
    const pair = { local: parseDomain(message.to) ?? '', remote: parseDomain(message.from) ?? '' }
    if (message.name === 'verify') this.#verify(message, pair, message.content.key)
    else this.#ask(message, pair, message.content.key)
  }

  /** Whether a key is one of ours is known without asking anybody. */
  #verify(message: DialbackMessage, { local, remote }: DomainPair, key: string): void {
    if (++this.#verifications > MOST_VERIFICATIONS) throw new StreamError('policy-violation', 'too many questions')
    const expected = dialbackKey(this.#settings.secret, remote, local, message.id ?? '')
    if (!this.#settings.isOwn(local)) this.#reply(message, { kind: 'error', condition: 'item-not-found' })
    else this.#reply(message, { kind: sameKey(key, expected) ? 'valid' : 'invalid' })
  }

  #ask(message: DialbackMessage, pair: DomainPair, key: string): void {
    const refusal = this.#refuseDialback(pair)
    if (refusal !== null) {
      this.#reply(message, { kind: 'error', condition: refusal })
      this.#countFailure()
    } else if (!this.#questions.has(keyOf(pair))) {
      this.#questions.set(keyOf(pair), { pair, asked: message })
      this.#settle(pair, key)
    }
  }

  #settle(pair: DomainPair, key: string): void {
    // Who has shown a certificate for the domain needs nobody to vouch for it (XEP-0344 §2).
    const isCertain = this.#settings.proofs.external && this.#identity?.(pair.remote) === true
    if (this.#proved.has(pair.remote) || isCertain) this.#answer(pair, { kind: 'valid' }, isCertain ? 'external' : 'dialback')
    else this.#link.emit({ do: 'verify', pair, key, id: this.#id })
  }

  #refuseDialback({ local, remote }: DomainPair): StanzaErrorCondition | null {
    if (remote === '') return 'jid-malformed'
    if (!this.#settings.isOwn(local)) return 'item-not-found'
    if (!this.#settings.proofs.dialback || !this.#mayBe(remote)) return 'not-allowed'
    return this.#questions.size + this.#proved.size >= MOST_PAIRS ? 'resource-constraint' : null
  }

  #answer(pair: DomainPair, outcome: DialbackOutcome, by: 'external' | 'dialback' = 'dialback'): void {
    const question = this.#questions.get(keyOf(pair))
    if (!question) return
    this.#questions.delete(keyOf(pair))
    this.#reply(question.asked, outcome)
    if (outcome.kind === 'valid') this.#prove(pair, by)
    else this.#countFailure()
  }

  #reply({ name, from, to, id }: DialbackMessage, content: DialbackOutcome): void {
    this.#link.say(dialbackElement({ name, from: to, to: from, id, content }))
  }

  #prove(pair: DomainPair, by: 'external' | 'dialback'): void {
    this.#proved.set(pair.remote, pair)
    this.#link.prove()
    this.#link.emit({ do: 'proved', pair, by, bothWays: this.#wantsBidi })
  }

  /** XEP-0198 §3, §4: nothing is resumed. */
  #manage(element: XmlElement): void {
    const answer = this.#handled.answer(element, this.#hasExternal)
    if (answer) this.#link.say(answer)
  }

  #hearStanza(element: XmlElement): void {
    if (this.#proved.size === 0) throw new StreamError('not-authorized', 'a stanza before anything is proved')
    const { isOwn } = this.#settings
    const isProved = (remote: string) => this.#proved.has(remote)
    const admission = admitStanza(element, { isProved, isOwn, lang: this.#header?.lang ?? null })
    if ('fail' in admission) throw admission.fail
    this.#handled.came()
    this.#link.noteStanza()
    if ('take' in admission) this.#link.emit({ do: 'stanza', stanza: admission.take })
    else this.#link.emit({ do: 'drop', reason: admission.drop })
  }

  /** Nobody from outside is a domain of ours. */
  #mayBe(remote: string): boolean {
    return !this.#settings.isOwn(remote) && this.#settings.accepts(remote)
  }

  #countFailure(): void {
    if (++this.#failures > MOST_FAILURES) throw new StreamError('policy-violation', 'too many failures')
  }
}

function keyOf({ local, remote }: DomainPair): string {
  return `${local} ${remote}`
}

function decodeText(base64: string): string {
  const bytes = decodeTransferEncoding('base64', new TextEncoder().encode(base64))
  return new TextDecoder().decode(bytes ?? new Uint8Array(0))
}
