import { Refusal } from '../../ports/refusal.ts'
import type { SipLocator, SipRoute } from '../../ports/sip-locator.ts'

/** Finds the SIP domains that this server serves itself here, whatever DNS and the outbound proxy say, and leaves all others to another locator. */
export class OwnDomainsLocator implements SipLocator {
  readonly #domains: ReadonlySet<string>
  readonly #here: () => SipRoute | null
  readonly #others: SipLocator

  /** `domains` in lower case; `here`: where we listen for SIP, null while we do not. */
  constructor(domains: readonly string[], here: () => SipRoute | null, others: SipLocator) {
    this.#domains = new Set(domains)
    this.#here = here
    this.#others = others
  }

  async locate(domain: string): Promise<readonly SipRoute[]> {
    // Who names a port means that host, and not the domain.
    if (!this.#domains.has(domain.toLowerCase().replace(/\.$/, ''))) return this.#others.locate(domain)
    const here = this.#here()
    if (here === null) throw new Refusal('dns', `${domain} is served here, where nobody listens for SIP`)
    return [here]
  }
}
