import { StreamReader } from '@weft/protocols/xmpp/stream-reader'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import { printElement } from '@weft/protocols/xmpp/xml-print'
import { expect } from 'vitest'
import type { XmppApplication, XmppElement, XmppRouter } from '../../../server/src/ports/xmpp.ts'
import { Inbox } from '../../contract/inbox.ts'

const HEADER =
  '<stream:stream xmlns="jabber:server" xmlns:stream="http://etherx.jabber.org/streams" xmlns:db="jabber:server:dialback" version="1.0">'

/** Reads one stanza as it stands in a stream between servers. */
export function stanzaOf(text: string): XmlElement {
  const reader = new StreamReader()
  reader.push(Buffer.from(HEADER + text))
  for (let event = reader.next(); event !== null; event = reader.next()) {
    if (event.kind === 'element') return event.element
    if (event.kind !== 'header') throw new Error(`no stanza: ${text}`)
  }
  throw new Error(`no whole stanza: ${text}`)
}

/**
 * The XMPP side of a conversation, without streams. Plays are plain text, a line a stanza:
 *
 *   > <message …/>     what somebody on XMPP says to us
 *   < <message …/>     what we say; `{name}` stands for any value, the same wherever it is named in one stage
 *
 * Blank lines, and lines that begin with `#`, say nothing.
 */
export class XmppStage implements XmppRouter {
  /** Whether what we say arrives at all; else the play says how it comes back. */
  isReachable = true
  readonly #sent = new Inbox<XmppElement>('stanza')
  readonly #values = new Map<string, string>()
  #application: Pick<XmppApplication, 'received'> | null = null

  /** Who the stanzas of plays are for. */
  use(application: Pick<XmppApplication, 'received'>): void {
    this.#application = application
  }

  async send(stanza: XmppElement): Promise<boolean> {
    this.#sent.put(stanza)
    return this.isReachable
  }

  /** Nothing was said that was not heard. */
  get isSilent(): boolean {
    return this.#sent.size === 0
  }

  /** What a name in a play stood for. */
  value(name: string): string {
    return this.#values.get(name) ?? ''
  }

  async play(script: string): Promise<void> {
    for (const line of script.split('\n').map((text) => text.trim())) {
      if (line.startsWith('>')) this.#application?.received(stanzaOf(this.#filled(line.slice(1).trim())))
      else if (line.startsWith('<')) await this.#expect(line.slice(1).trim())
      else if (line !== '' && !line.startsWith('#')) throw new Error(`neither side says ${line}`)
    }
  }

  async #expect(wanted: string): Promise<void> {
    const said = printElement(await this.#sent.next())
    const known = this.#filled(wanted)
    const names = [...known.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const pattern = known
      .split(/\{\w+\}/)
      .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('([^"<]*)')
    const found = new RegExp(`^${pattern}$`).exec(said)
    if (found === null) expect(said).toBe(known)
    for (const [index, name] of names.entries()) this.#values.set(name, found?.[index + 1] ?? '')
  }

  #filled(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => this.#values.get(name) ?? whole)
  }
}
