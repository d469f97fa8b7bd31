import { address, hostName, type NetworkAddress } from './network-values.ts'
import type { ValueType } from './values.ts'

/** Where the servers of a domain are, whatever DNS says. */
export interface DomainPlace extends NetworkAddress {
  readonly domain: string
  /** Encrypted from the first byte. */
  readonly isDirectTls: boolean
}

/** `domain=host[:port][;tls]` */
export function domainPlace(defaultPort: number): ValueType<DomainPlace> {
  const place = address(defaultPort)
  return {
    parse: (given, directory) => {
      const [, name = '', where = '', tls] = /^([^=]+)=([^=;]+)(;tls)?$/.exec(given) ?? []
      const domain = hostName.parse(name.trim(), directory)
      const parsed = place.parse(where.trim(), directory)
      if ('problem' in domain || 'problem' in parsed) return { problem: 'is not domain=host, domain=host:port or that with ;tls' }
      return { value: { domain: domain.value, ...parsed.value, isDirectTls: tls !== undefined } }
    },
    show: ({ domain, isDirectTls, ...where }) => `${domain}=${place.show(where)}${isDirectTls ? ';tls' : ''}`,
  }
}
