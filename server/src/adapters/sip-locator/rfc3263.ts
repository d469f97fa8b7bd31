import { isAddress, parseDestination, type SipDestination } from '@weft/protocols/sip/destination'
import { planLocate, type SipServices, type SipTarget, servicesFrom, targetsFrom } from '@weft/protocols/sip/locate'
import type { Dns } from '../../ports/dns.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { SipLocator, SipRoute } from '../../ports/sip-locator.ts'

/** Addresses of all servers of a domain together: who has more does not need more. */
const MOST_ROUTES = 16

/** Sends everything to the outbound proxy where there is one, and else asks DNS as RFC 3263 says. */
export class Rfc3263Locator implements SipLocator {
  readonly #outboundProxy: SipRoute | null
  readonly #dns: Dns
  readonly #random: Random

  /** The proxy's host may be a name: it is handed on as it is, and the backend looks its address up. */
  constructor(outboundProxy: SipRoute | null, dns: Dns, random: Random) {
    this.#outboundProxy = outboundProxy
    this.#dns = dns
    this.#random = random
  }

  async locate(domain: string): Promise<readonly SipRoute[]> {
    if (this.#outboundProxy) return [this.#outboundProxy]
    const destination = parseDestination(domain)
    if (!destination) throw notFound(domain, 'it is no host name')
    const targets = await this.#targets(destination)
    if (targets.length === 0) throw notFound(domain, 'it says that it has none')
    const routes = await settle(targets.map((target) => this.#routes(target)))
    if (routes.length === 0) throw notFound(domain, 'no host of its has an address')
    return routes.slice(0, MOST_ROUTES)
  }

  async #targets(destination: SipDestination): Promise<SipTarget[]> {
    const plan = planLocate(destination)
    switch (plan.ask) {
      case 'nothing':
        return [plan.target]
      case 'srv':
        return this.#askServices(plan.found)
      case 'naptr':
        return this.#askServices(servicesFrom(plan.name, await this.#dns.naptr(plan.name)))
    }
  }

  async #askServices(found: SipServices): Promise<SipTarget[]> {
    const answers = await Promise.allSettled(found.services.map((service) => this.#dns.srv(service.name)))
    const records = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    // Only "there are no SRV records" leads to the domain's own address; "we could not find out" must not.
    const failure = answers.find((answer) => answer.status === 'rejected')
    if (failure && records.every((answer) => answer.length === 0)) throw failure.reason
    return targetsFrom(found, records, () => this.#chance())
  }

  async #routes({ host, port, transport }: SipTarget): Promise<SipRoute[]> {
    const addresses = isAddress(host) ? [host] : await this.#dns.addresses(host)
    return addresses.map((address) => ({ host: address, port, transport }))
  }

  /** From 0 up to, not including, 1. */
  #chance(): number {
    return Number.parseInt(this.#random.id().slice(0, 8), 16) / 2 ** 32
  }
}

/** What the look-ups that did not fail have found, in order; rejects as the first failed one did when they found nothing. */
async function settle<Found>(lookUps: readonly Promise<Found[]>[]): Promise<Found[]> {
  const results = await Promise.allSettled(lookUps)
  const found = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  const failure = results.find((result) => result.status === 'rejected')
  if (found.length === 0 && failure) throw failure.reason
  return found
}

function notFound(domain: string, why: string): Refusal {
  return new Refusal('dns', `no SIP server found for ${domain}: ${why}`)
}
