/** How a browser lists the qualities that it sends: from the highest, or from the lowest. */
type RidOrder = 'hml' | 'lmh'

/** What the lowest of several qualities is called: `l`, `low`, `q` (a quarter), `0`, `r0` … */
const LOWEST = /^(?:l|q|r?0)/i

/**
 * In which order an offer names the qualities of a video (RFC 8853 §5.1 `a=simulcast:send h;m;l`). Their names are all that an offer says of
 * it; Janus takes the first for the highest unless it is told. Null where nothing is sent in several qualities that have names.
 */
export function ridOrder(offer: string): RidOrder | null {
  const first = /^a=simulcast:(?:recv \S+ )?send ~?([^\s;,]+)[;,]/m.exec(offer)?.[1]
  if (first === undefined) return null
  return LOWEST.test(first) ? 'lmh' : 'hml'
}
