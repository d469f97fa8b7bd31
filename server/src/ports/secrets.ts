/** Random bytes that stay the same over restarts. */
export interface Secrets {
  /** 32 bytes, made when first asked for. */
  secret(name: string): Promise<Uint8Array>
}
