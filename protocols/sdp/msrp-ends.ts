// The two ends of an MSRP session as descriptions name them: what ours says, and where that of the peer is.
import { type MsrpPath, parsePath, printPath } from '../msrp/path.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { PeerMsrp } from './msrp-media.ts'
import { destinationOf, type OwnMsrp } from './msrp-offer.ts'
import { SdpError } from './sdp-error.ts'

/** A session of ours, as whoever keeps its connection says. */
export interface OwnEnd {
  /** One URI. */
  readonly path: string
  /** Of our certificate; null without TLS. */
  readonly fingerprint: Fingerprint | null
}

/** The end of the peer, for whoever makes the connection. */
export interface PeerEnd {
  readonly path: string
  /** Whether we connect, or wait. */
  readonly weConnect: boolean
  readonly fingerprints: readonly Fingerprint[]
  /** Where to connect to in place of what the path says (RFC 6714); null where the path holds. */
  readonly cema: { readonly host: string; readonly port: number } | null
}

/** What we say of ourselves. `maxSize`: bytes of the largest message. Throws SdpError where the path is none. */
export function ownMsrp({ path, fingerprint }: OwnEnd, maxSize: number, prefersActive: boolean): OwnMsrp {
  return { path: pathOf(path), maxSize, fingerprints: fingerprint === null ? [] : [fingerprint], prefersActive }
}

/** Where a peer is that described itself so. */
export function peerEnd(peer: PeerMsrp, weConnect: boolean): PeerEnd {
  const { host, port, by } = destinationOf(peer)
  // A description may say them once for all that it offers, calls with DTLS among it.
  const fingerprints = peer.protocol === 'TCP/TLS/MSRP' ? peer.fingerprints : []
  return {
    ...{ path: printPath(peer.path), weConnect, fingerprints },
    cema: by === 'cema' ? { host, port } : null,
  }
}

function pathOf(text: string): MsrpPath {
  const path = parsePath(text)
  if (!path) throw new SdpError('bad-value', 'a path of ours is none')
  return path
}
