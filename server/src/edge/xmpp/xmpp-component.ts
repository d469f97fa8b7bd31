import { parseJid } from '@weft/protocols/xmpp/jid'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import { fitsStream } from '@weft/protocols/xmpp/stanza-size'
import { attributeOf } from '@weft/protocols/xmpp/xml'
import type { XmppApplication, XmppElement, XmppRouter } from '../../ports/xmpp.ts'
import { bounceOf } from './bounce.ts'
import { ComponentLine, type ComponentNeeds, type ComponentPlace } from './component-line.ts'

/** XMPP through a server that we are a component of (XEP-0114), with a line to it for each of our domains: it speaks with all others for us. */
export class XmppComponent implements XmppRouter {
  readonly #place: ComponentPlace
  readonly #needs: ComponentNeeds
  readonly #lines = new Map<string, ComponentLine>()
  #application: XmppApplication | null = null

  constructor(place: ComponentPlace, needs: ComponentNeeds) {
    this.#place = place
    this.#needs = needs
  }

  /** Connects; the server may come later, or go away. */
  async start(application: XmppApplication): Promise<void> {
    this.#application = application
    for (const domain of application.domains) {
      const line = new ComponentLine(domain, this.#place, {
        ...this.#needs,
        received: (stanza) => this.#receive(stanza),
        bounce: (stanza, condition, why) => this.#bounce(stanza, condition, why),
      })
      this.#lines.set(domain, line)
      line.start()
    }
  }

  async send(stanza: XmppElement): Promise<boolean> {
    const line = this.#lines.get(parseJid(attributeOf(stanza, 'from') ?? '')?.domain ?? '')
    if (line && fitsStream(stanza)) return line.send(stanza)
    if (line) this.#bounce(stanza, 'policy-violation', 'it is larger than other servers take')
    else this.#needs.log.error('a stanza was to be sent that is from none of our domains')
    return false
  }

  /** Says good-bye; what waits comes back. */
  stop(): void {
    for (const line of this.#lines.values()) line.stop()
  }

  /** Never before what led to it has returned. */
  #bounce(stanza: XmppElement, condition: StanzaErrorCondition, why: string): void {
    const back = bounceOf(stanza, condition, why)
    if (back) queueMicrotask(() => this.#receive(back))
  }

  #receive(stanza: XmppElement): void {
    try {
      void this.#application?.received(stanza)
    } catch (error) {
      this.#needs.log.error('a stanza made the application fail', { error: error instanceof Error ? error.stack : String(error) })
      const answer = bounceOf(stanza, 'internal-server-error', null)
      if (answer) void this.send(answer)
    }
  }
}
