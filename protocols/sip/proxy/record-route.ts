// Record-Route (RFC 3261 §16.6 item 4): later requests of the dialog come this way too.
import type { SipTransport } from '../destination.ts'
import { printHostPort } from '../host.ts'

/** Where others reach us over one transport. */
export interface ProxyPlace {
  readonly transport: SipTransport
  readonly host: string
  /** Null for the usual one. */
  readonly port: number | null
}

/** One side of a dialog. `token` is what RouteTokens prints for it. */
export interface DialogSide {
  readonly place: ProxyPlace
  readonly token: string
}

/**
 * The values to be put on top, the first one first: one where both sides reach us the same way, two where they do not, each side seeing its own first (RFC 5658
 * §3.3). `secure`: the request or its next hop has a SIPS URI, and so have we.
 */
export function recordRoutes(from: DialogSide, to: DialogSide, secure: boolean): string[] {
  const values = [to, from].map(({ place, token }) => {
    const { transport } = place
    // `transport=tls` is deprecated with SIPS, which is TLS already (§19.1.2 and §26.2.2).
    const suffix = transport === 'udp' || secure ? '' : `;transport=${transport}`
    return `<${secure ? 'sips' : 'sip'}:${token}@${printHostPort(place)}${suffix};lr>`
  })
  return values[0] === values[1] ? values.slice(1) : values
}
