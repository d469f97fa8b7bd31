import { Resolver } from 'node:dns/promises'
import type { Clock } from '../../ports/clock.ts'
import type { Dns, NaptrRecord, SrvRecord } from '../../ports/dns.ts'
import { Refusal } from '../../ports/refusal.ts'
import { type Answer, AnswerCache } from './answer-cache.ts'

export interface ResolverOptions {
  /** `address` or `address:port` of the servers to ask; none: the system's. */
  readonly nameservers: readonly string[]
  /** ms after which a look-up that nobody answers is given up. */
  readonly timeout: number
}

const TRIES = 2
const LOOPBACK = ['127.0.0.1', '::1']
/** What c-ares says where the name, or records of this type, do not exist. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])

/** DNS through Node's own resolver, with a small cache. */
export class DnsResolver implements Dns {
  readonly #resolver: Resolver
  readonly #timeout: number
  readonly #clock: Clock
  readonly #naptr: AnswerCache<NaptrRecord>
  readonly #srv: AnswerCache<SrvRecord>
  readonly #ipv4: AnswerCache<string>
  readonly #ipv6: AnswerCache<string>

  constructor({ nameservers, timeout }: ResolverOptions, clock: Clock) {
    // The second try waits twice as long as the first; both fit into the time that the look-up has.
    this.#resolver = new Resolver({ timeout: Math.ceil(timeout / 3), tries: TRIES })
    if (nameservers.length > 0) this.#resolver.setServers(nameservers)
    this.#timeout = timeout
    this.#clock = clock
    this.#naptr = new AnswerCache(clock)
    this.#srv = new AnswerCache(clock)
    this.#ipv4 = new AnswerCache(clock)
    this.#ipv6 = new AnswerCache(clock)
  }

  async naptr(name: string): Promise<NaptrRecord[]> {
    return [...(await this.#naptr.get(name, () => this.#ask('NAPTR', name, withoutTtl(this.#resolver.resolveNaptr(name)))))]
  }

  async srv(name: string): Promise<SrvRecord[]> {
    return [...(await this.#srv.get(name, () => this.#ask('SRV', name, withoutTtl(this.#resolver.resolveSrv(name)))))]
  }

  async addresses(name: string): Promise<string[]> {
    // RFC 6761 §6.3: DNS is never asked for these.
    if (/(?:^|\.)localhost\.?$/i.test(name)) return [...LOOPBACK]
    const [ipv4, ipv6] = await Promise.allSettled([
      this.#ipv4.get(name, () => this.#ask('A', name, withTtl(this.#resolver.resolve4(name, { ttl: true })))),
      this.#ipv6.get(name, () => this.#ask('AAAA', name, withTtl(this.#resolver.resolve6(name, { ttl: true })))),
    ])
    const found = [ipv4, ipv6].flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    // Servers that fail on AAAA are no reason to give up addresses that are there.
    for (const result of found.length > 0 ? [] : [ipv4, ipv6]) if (result.status === 'rejected') throw result.reason
    return found
  }

  async #ask<Record>(type: string, name: string, question: Promise<Answer<Record>>): Promise<Answer<Record>> {
    const failed = (why: string) => new Refusal('dns', `${type} ${name}: ${why}`)
    let stop = () => {}
    const tooLong = new Promise<never>((_resolve, reject) => {
      stop = this.#clock.after(this.#timeout, () => reject(failed(`no answer in ${this.#timeout} ms`)))
    })
    try {
      return await Promise.race([question, tooLong])
    } catch (error) {
      if (error instanceof Refusal) throw error
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      if (NOTHING.has(code)) return { records: [], ttl: null }
      throw failed(code)
    } finally {
      stop()
    }
  }
}

async function withoutTtl<Record>(question: Promise<Record[]>): Promise<Answer<Record>> {
  return { records: await question, ttl: null }
}

async function withTtl(question: Promise<{ address: string; ttl: number }[]>): Promise<Answer<string>> {
  const records = await question
  return { records: records.map((record) => record.address), ttl: Math.min(...records.map((record) => record.ttl)) * 1000 }
}
