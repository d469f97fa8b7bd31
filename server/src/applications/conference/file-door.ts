import type { MsrpFile } from '@weft/protocols/sdp/msrp-file'
import type { PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import type { SdpMedia } from '@weft/protocols/sdp/session-description'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { Guest } from './guest.ts'

/** A file that somebody brings into a room, or wants to have from there, by a stream of his call (RFC 5547, msrp-conference §8). */
export interface FileStreamOffer {
  readonly guest: Guest
  /** The media as offered: it has been judged to be a file transfer over a protocol that is served. */
  readonly msrp: PeerMsrp
  readonly file: MsrpFile
  /** `push`: the guest sends. */
  readonly transfer: 'push' | 'pull'
  /** The transfer is over, whatever came of it: its stream is taken out of the call, which ends where it was the last one. Called once, never before start(). */
  readonly over: () => void
}

export type FileVerdict =
  /** With others in the call the stream is refused with port 0; alone, the call is refused so. */
  | { readonly taken: false; readonly answer: SipAnswer }
  /** `media`: the answer, which is said again whenever the call is described; `host`: the one in its path. */
  | { readonly taken: true; readonly media: SdpMedia; readonly host: string; readonly stream: FileStream }

export interface FileStream {
  /** The answer goes out: the peer may come, or is to be connected to. */
  start(): void
  /** The call has ended, or this stream of it. `over` is not called any more. */
  close(): void
}

/** Takes streams that bring and fetch files. */
export interface FileDoor {
  /** Never rejects for what is in the offer. Where the call has ended meanwhile, the stream is closed without having been started. */
  open(offer: FileStreamOffer): Promise<FileVerdict>
}
