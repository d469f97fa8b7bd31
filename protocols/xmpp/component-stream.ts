// A stream of a component to the XMPP server that it belongs to (XEP-0114): one domain of ours, reached through a server that speaks with all others.
import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { NS } from './namespaces.ts'
import { type AdmittedStanza, admitStanza } from './stanza-admission.ts'
import { StreamError } from './stream-error.ts'
import type { StreamHeader } from './stream-header.ts'
import { type LinkEffect, STREAM_TIMES, StreamLink, type StreamTimes } from './stream-link.ts'
import { isElement, type XmlElement, xml } from './xml.ts'

export interface ComponentSettings {
  /** The domain that is ours, in its one form. */
  readonly domain: string
  readonly secret: string
  readonly times?: StreamTimes
}

export type ComponentInput =
  | { readonly kind: 'connected' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'send'; readonly stanza: XmlElement }
  | { readonly kind: 'close' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'wake' }

export type ComponentEffect =
  | Exclude<LinkEffect, { do: 'start-tls' }>
  | { readonly do: 'ready' }
  /** From anybody: the server has made sure that it is he. */
  | { readonly do: 'stanza'; readonly stanza: AdmittedStanza }
  /** For a log. */
  | { readonly do: 'drop'; readonly reason: string }

/** What belongs together stays so, however quiet it is. */
export const COMPONENT_TIMES: StreamTimes = { ...STREAM_TIMES, idle: Number.POSITIVE_INFINITY }

export class ComponentStream {
  readonly #settings: ComponentSettings
  readonly #link: StreamLink<Exclude<ComponentEffect, LinkEffect>>
  #isReady = false

  constructor(settings: ComponentSettings, now: number) {
    this.#settings = settings
    this.#link = new StreamLink(NS.component, now, settings.times ?? COMPONENT_TIMES)
  }

  get nextWake(): number | null {
    return this.#link.nextWake
  }

  /** `now` is in milliseconds. Throws nothing. */
  step(input: ComponentInput, now: number): ComponentEffect[] {
    return this.#link.step(input, now, (what) => this.#take(what)).filter((effect) => effect.do !== 'start-tls')
  }

  #take(input: ComponentInput): void {
    const link = this.#link
    switch (input.kind) {
      case 'connected':
        link.begin({ from: null, to: this.#settings.domain, id: null, lang: null, version: 0 })
        break
      case 'bytes':
        link.receive(input.bytes, { header: (header) => this.#shakeHands(header), element: (element) => this.#hear(element) })
        break
      case 'send':
        if (this.#isReady && !link.isClosing) {
          link.noteStanza()
          link.say(input.stanza)
        } else link.emit({ do: 'unsent', stanza: input.stanza })
        break
      case 'close':
        link.close('closed')
        break
      case 'lost':
        link.end({ reason: 'lost', condition: null, detail: '' })
        break
      case 'wake':
        link.wake()
    }
  }

  #shakeHands({ id }: StreamHeader): void {
    const proof = bytesToHex(sha1(new TextEncoder().encode(`${id ?? ''}${this.#settings.secret}`)))
    this.#link.say(xml('handshake', NS.server, {}, [proof]))
  }

  #hear(element: XmlElement): void {
    if (!this.#isReady) {
      if (!isElement(element, 'handshake', NS.server)) throw new StreamError('not-authorized', 'something ahead of the handshake')
      this.#isReady = true
      this.#link.prove()
      this.#link.emit({ do: 'ready' })
    } else this.#hearStanza(element)
  }

  #hearStanza(element: XmlElement): void {
    const { domain } = this.#settings
    const admission = admitStanza(element, { isProved: (from) => from !== domain, isOwn: (to) => to === domain, lang: null })
    if ('fail' in admission) throw admission.fail
    this.#link.noteStanza()
    if ('take' in admission) this.#link.emit({ do: 'stanza', stanza: admission.take })
    else this.#link.emit({ do: 'drop', reason: admission.drop })
  }
}
