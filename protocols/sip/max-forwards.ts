// Max-Forwards (RFC 3261 §20.22).

/** 0 to 255; null where the value is no such number. */
export function parseMaxForwards(value: string): number | null {
  const hops = /^\d{1,16}$/.test(value) ? Number(value) : 256
  return hops <= 255 ? hops : null
}
