export interface NaptrRecord {
  readonly order: number
  readonly preference: number
  readonly flags: string
  readonly service: string
  readonly replacement: string
}

export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly name: string
}

/** DNS look-ups. An answer without records is an empty list; a server that fails or does not answer rejects with Refusal `dns`. */
export interface Dns {
  naptr(name: string): Promise<NaptrRecord[]>
  srv(name: string): Promise<SrvRecord[]>
  /** IPv4 and IPv6 addresses, IPv4 first. */
  addresses(name: string): Promise<string[]>
}
