// What a chat room makes of an offer of MSRP: whether it takes it (msrp-conference §4.1, §8.1), what it answers (§4.2), and who connects where (§4.3, §4.4);
// and what it offers itself.
import type { MsrpPath } from '../msrp/path.ts'
import { answeredSetup, type MsrpSetup } from '../msrp/setup.ts'
import { isTypeAccepted } from './accept-types.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { MsrpFile } from './msrp-file.ts'
import { type MsrpFault, type MsrpMedia, type MsrpProtocol, type PeerMsrp, readMsrpMedia } from './msrp-media.ts'
import { mirroredDirection } from './section.ts'
import type { SdpMedia, SessionDescription } from './session-description.ts'

export type ChatVerdict =
  | { readonly accept: true; readonly msrp: PeerMsrp }
  /** `protocol-off`: not over that protocol. `is-file`: it is a file transfer. `no-cpim`: the peer does not take message/cpim. */
  | { readonly accept: false; readonly reason: MsrpFault | 'protocol-off' | 'is-file' | 'not-sendrecv' | 'no-cpim' }

export type FileVerdict =
  /** `push`: the peer wants to send the file. `pull`: it wants to have it. */
  | { readonly accept: true; readonly msrp: PeerMsrp; readonly file: MsrpFile; readonly transfer: 'push' | 'pull' }
  /** `no-file`: it is no file transfer. `no-direction`: it does not say who sends. */
  | { readonly accept: false; readonly reason: MsrpFault | 'protocol-off' | 'no-file' | 'no-direction' }

/** What we say of ourselves. */
export interface OwnMsrp {
  /** One URI: where we listen, with the session-id. */
  readonly path: MsrpPath
  /** Bytes; null says nothing. */
  readonly maxSize: number | null
  /** Of our certificate; they count over TLS only. */
  readonly fingerprints: readonly Fingerprint[]
  /** Whether we had rather connect than be connected to, as behind a NAT. */
  readonly prefersActive: boolean
}

/** Where to connect to. */
export interface MsrpDestination {
  readonly host: string
  readonly port: number
  readonly by: 'path' | 'cema'
}

type Content = Pick<MsrpMedia, 'acceptTypes' | 'acceptWrappedTypes' | 'chatroom' | 'file'>

/** Where an MSRP URI has no port (RFC 4975 §15.4). */
const MSRP_PORT = 2855

/** Whether media can be a chat, and what they say then. Those of an answer to an offer of ours are judged alike. */
export function judgeChat(description: SessionDescription, media: SdpMedia, protocols: readonly MsrpProtocol[]): ChatVerdict {
  const reading = readMsrpMedia(description, media)
  if (!reading.usable) return { accept: false, reason: reading.reason }
  const { msrp } = reading
  if (!protocols.includes(msrp.protocol)) return { accept: false, reason: 'protocol-off' }
  if (msrp.file) return { accept: false, reason: 'is-file' }
  if (msrp.direction !== 'sendrecv') return { accept: false, reason: 'not-sendrecv' }
  if (!isTypeAccepted(msrp.acceptTypes, 'message/cpim')) return { accept: false, reason: 'no-cpim' }
  return { accept: true, msrp }
}

/** Whether media can be a file transfer, and which. */
export function judgeFile(description: SessionDescription, media: SdpMedia, protocols: readonly MsrpProtocol[]): FileVerdict {
  const reading = readMsrpMedia(description, media)
  if (!reading.usable) return { accept: false, reason: reading.reason }
  const { msrp } = reading
  const { file, direction } = msrp
  if (!protocols.includes(msrp.protocol)) return { accept: false, reason: 'protocol-off' }
  if (!file) return { accept: false, reason: 'no-file' }
  if (direction !== 'sendonly' && direction !== 'recvonly') return { accept: false, reason: 'no-direction' }
  return { accept: true, msrp, file, transfer: direction === 'sendonly' ? 'push' : 'pull' }
}

/** The answer of a chat room that can do what `chatroom` says (RFC 7701 §8), such as `nickname`. */
export function chatAnswer(offered: PeerMsrp, own: OwnMsrp, chatroom: readonly string[]): MsrpMedia {
  return { ...answered(offered, own), ...chatContent(chatroom) }
}

/** The answer to the offer of a file transfer; `file` is what is known of the file here, with the transfer-id of the offer. */
export function fileAnswer(offered: PeerMsrp, own: OwnMsrp, file: MsrpFile): MsrpMedia {
  return { ...answered(offered, own), ...fileContent(file) }
}

/** What a chat room offers somebody whom it calls in. */
export function chatOffer(protocol: MsrpProtocol, own: OwnMsrp, chatroom: readonly string[]): MsrpMedia {
  return { ...placed(protocol, own), direction: 'sendrecv', setup: 'actpass', cema: false, ...chatContent(chatroom) }
}

/** The offer of a file that we want to send. */
export function fileOffer(protocol: MsrpProtocol, own: OwnMsrp, file: MsrpFile): MsrpMedia {
  return { ...placed(protocol, own), direction: 'sendonly', setup: 'actpass', cema: false, ...fileContent(file) }
}

/** Who connects (RFC 6135 §4.2.2): the offerer, unless it can only wait, or may and we had rather connect. */
export function answerSetup(offered: MsrpSetup | null, prefersActive: boolean): 'active' | 'passive' {
  return offered === 'actpass' && prefersActive ? 'active' : answeredSetup(offered)
}

/** Where to connect to that peer. */
export function destinationOf(peer: PeerMsrp): MsrpDestination {
  const [{ host, port }] = peer.path
  if (usesCema(peer) && peer.address !== null) return { host: peer.address, port: peer.port, by: 'cema' }
  return { host, port: port ?? MSRP_PORT, by: 'path' }
}

function answered(offered: PeerMsrp, own: OwnMsrp): Omit<MsrpMedia, keyof Content> {
  const { protocol, direction } = offered
  const setup = answerSetup(offered.setup, own.prefersActive)
  return { ...placed(protocol, own), direction: mirroredDirection(direction), setup, cema: usesCema(offered) }
}

function placed(
  protocol: MsrpProtocol,
  own: OwnMsrp,
): Pick<MsrpMedia, 'protocol' | 'path' | 'port' | 'maxSize' | 'fingerprints'> {
  const { path, maxSize } = own
  const fingerprints = protocol === 'TCP/TLS/MSRP' ? own.fingerprints : []
  return { protocol, path, port: path[0].port ?? MSRP_PORT, maxSize, fingerprints }
}

/** In a chat room everything comes and goes in message/cpim (RFC 7701 §5). */
function chatContent(chatroom: readonly string[]): Content {
  return { acceptTypes: ['message/cpim'], acceptWrappedTypes: ['*'], chatroom, file: null }
}

function fileContent(file: MsrpFile): Content {
  return { acceptTypes: ['*'], acceptWrappedTypes: null, chatroom: null, file }
}

/**
 * RFC 6714: whoever stands in between may have written its own address into `c=` and `m=`. Not with relays, whose addresses only the path has; and over TLS
 * only where the certificate is known by its fingerprint, for its name says nothing of that address.
 */
function usesCema({ cema, path, protocol, fingerprints, address }: PeerMsrp): boolean {
  return cema && path.length === 1 && address !== null && (protocol === 'TCP/MSRP' || fingerprints.length > 0)
}
