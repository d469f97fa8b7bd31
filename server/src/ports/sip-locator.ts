/** One place to send a domain's SIP requests to (RFC 3263). */
export interface SipRoute {
  /** IP address, IPv6 without brackets; of a configured outbound proxy also a name, which the backend looks up. */
  readonly host: string
  readonly port: number
  readonly transport: 'udp' | 'tcp' | 'tls'
}

/** Finds the SIP servers of a domain, the configured outbound proxy first of all. */
export interface SipLocator {
  /** `domain` may end in `:port`. In the order in which they are to be tried, never empty. Rejects with Refusal `dns` when there is none. */
  locate(domain: string): Promise<readonly SipRoute[]>
}
