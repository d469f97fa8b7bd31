// MSRP in a session description (RFC 4975 §8): where a session is, and what may be sent over it.
import { type MsrpPath, parsePath, printPath, sessionIdOf } from '../msrp/path.ts'
import { type MsrpSetup, parseSetup } from '../msrp/setup.ts'
import { type AcceptedTypes, parseAcceptedTypes } from './accept-types.ts'
import { type Fingerprint, parseFingerprint, printFingerprint } from './fingerprint.ts'
import { fileLines, type MsrpFile, readMsrpFile } from './msrp-file.ts'
import { addressOf, attributeLine, attributeOf, attributesOf, directionOf, type SdpDirection } from './section.ts'
import type { SdpMedia, SdpSection, SessionDescription } from './session-description.ts'

export type MsrpProtocol = 'TCP/MSRP' | 'TCP/TLS/MSRP'

export interface MsrpMedia {
  readonly port: number
  readonly protocol: MsrpProtocol
  /** The first URI is where to connect to, the last one has the session-id. */
  readonly path: MsrpPath
  readonly direction: SdpDirection
  readonly acceptTypes: AcceptedTypes
  /** Null where nothing is said: see isWrappedTypeAccepted(). */
  readonly acceptWrappedTypes: AcceptedTypes | null
  /** Who connects (RFC 6135); null where nothing is said. */
  readonly setup: MsrpSetup | null
  /** What a chat room can do (RFC 7701 §8), such as `nickname`; null where it is none. */
  readonly chatroom: readonly string[] | null
  /** Null where this is no file transfer. */
  readonly file: MsrpFile | null
  /** Bytes of the largest message that is taken (RFC 4975 §8.6); null where nothing is said. */
  readonly maxSize: number | null
  /** Of the certificate that is shown in TLS. */
  readonly fingerprints: readonly Fingerprint[]
  /** Whether where to connect to may be taken from `c=` and `m=` (RFC 6714). */
  readonly cema: boolean
}

export interface PeerMsrp extends MsrpMedia {
  /** That of `c=`; null where there is none that can be read. */
  readonly address: string | null
}

export type MsrpFault =
  | 'not-message'
  /** Port 0. */
  | 'refused'
  | 'unknown-protocol'
  /** Not `*` alone. */
  | 'bad-formats'
  /** It is missing, cannot be read, or is not for TCP. */
  | 'bad-path'
  | 'no-session-id'
  /** `msrp:` over TLS, or `msrps:` without. */
  | 'scheme-differs'
  | 'no-accept-types'
  | 'bad-setup'
  | 'bad-file'

export type MsrpReading =
  | { readonly usable: true; readonly msrp: PeerMsrp }
  | { readonly usable: false; readonly reason: MsrpFault }

const PROTOCOLS: ReadonlyMap<string, MsrpProtocol> = new Map([
  ['TCP/MSRP', 'TCP/MSRP'],
  ['TCP/TLS/MSRP', 'TCP/TLS/MSRP'],
])
const SIZE = /^\d{1,15}$/
const MOST_FINGERPRINTS = 16

/** What media of a description say of MSRP, or why no session can be made of it. Attributes that nobody knows are skipped. */
export function readMsrpMedia(description: SessionDescription, media: SdpMedia): MsrpReading {
  const protocol = PROTOCOLS.get(media.protocol.toUpperCase())
  if (media.media !== 'message') return unusable('not-message')
  if (media.port === 0) return unusable('refused')
  if (!protocol) return unusable('unknown-protocol')
  if (media.formats.length !== 1 || media.formats[0] !== '*') return unusable('bad-formats')
  const path = parsePath(attributeOf(media, 'path') ?? '')
  if (path?.[0].transport !== 'tcp') return unusable('bad-path')
  if (sessionIdOf(path) === null) return unusable('no-session-id')
  if ((path[0].scheme === 'msrps') !== (protocol === 'TCP/TLS/MSRP')) return unusable('scheme-differs')
  const acceptTypes = attributeOf(media, 'accept-types')
  if (acceptTypes === null) return unusable('no-accept-types')
  const givenSetup = attributeOf(media, 'setup') ?? attributeOf(description, 'setup')
  const setup = givenSetup === null ? null : parseSetup(givenSetup)
  if (givenSetup !== null && setup === null) return unusable('bad-setup')
  const file = readMsrpFile(media)
  if (file === 'bad') return unusable('bad-file')
  const more = { ...{ path, setup, file }, acceptTypes: parseAcceptedTypes(acceptTypes) }
  const place = { port: media.port, protocol, address: addressOf(description, media), direction: directionOf(description, media) }
  return { usable: true, msrp: { ...place, ...more, ...optionsOf(description, media) } }
}

/** The media that say that, in the order in which AG Projects' stack has them, what it does not know last. Throws where a part cannot be printed. */
export function printMsrpMedia(msrp: MsrpMedia): SdpMedia {
  const { port, protocol, path, direction, acceptTypes, acceptWrappedTypes, setup, chatroom, file, maxSize } = msrp
  const lines = [
    attributeLine('path', printPath(path)),
    ...(direction === 'sendrecv' ? [] : [attributeLine(direction)]),
    attributeLine('accept-types', acceptTypes.join(' ')),
    ...(acceptWrappedTypes === null ? [] : [attributeLine('accept-wrapped-types', acceptWrappedTypes.join(' '))]),
    ...(setup === null ? [] : [attributeLine('setup', setup)]),
    ...(chatroom === null ? [] : [attributeLine('chatroom', chatroom.length === 0 ? null : chatroom.join(' '))]),
    ...(file === null ? [] : fileLines(file)),
    ...(maxSize === null ? [] : [attributeLine('max-size', String(maxSize))]),
    ...msrp.fingerprints.map((fingerprint) => attributeLine('fingerprint', printFingerprint(fingerprint))),
    ...(msrp.cema ? [attributeLine('msrp-cema')] : []),
  ]
  return { media: 'message', port, ports: null, protocol, formats: ['*'], lines }
}

type MsrpOptions = Pick<MsrpMedia, 'acceptWrappedTypes' | 'chatroom' | 'maxSize' | 'fingerprints' | 'cema'>

function optionsOf(description: SessionDescription, media: SdpMedia): MsrpOptions {
  const wrapped = attributeOf(media, 'accept-wrapped-types')
  const chatroom = attributeOf(media, 'chatroom')
  const size = attributeOf(media, 'max-size')?.trim() ?? ''
  const own = fingerprintsOf(media)
  return {
    acceptWrappedTypes: wrapped === null ? null : parseAcceptedTypes(wrapped),
    chatroom: chatroom === null ? null : chatroom.split(/[ \t]+/).filter((token) => token !== ''),
    maxSize: SIZE.test(size) ? Number(size) : null,
    // RFC 8122 §5: what is said of the session holds where nothing is said of the media.
    fingerprints: own.length > 0 ? own : fingerprintsOf(description),
    cema: attributeOf(media, 'msrp-cema') !== null,
  }
}

function fingerprintsOf(section: SdpSection): readonly Fingerprint[] {
  const values = attributesOf(section, 'fingerprint').slice(0, MOST_FINGERPRINTS)
  return values.map(parseFingerprint).filter((fingerprint) => fingerprint !== null)
}

function unusable(reason: MsrpFault): MsrpReading {
  return { usable: false, reason }
}
