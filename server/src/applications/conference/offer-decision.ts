import type { MsrpFile } from '@weft/protocols/sdp/msrp-file'
import type { MsrpProtocol, PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import { type ChatVerdict, judgeChat, judgeFile } from '@weft/protocols/sdp/msrp-offer'
import type { SessionDescription } from '@weft/protocols/sdp/session-description'

/** The chat among offered media. */
export interface OfferedChat {
  /** Its place among the media. */
  readonly index: number
  readonly msrp: PeerMsrp
}

/** A file transfer among offered media. */
export interface OfferedFile extends OfferedChat {
  readonly file: MsrpFile
  readonly transfer: 'push' | 'pull'
}

export interface OfferedStreams {
  readonly chat: OfferedChat | null
  readonly file: OfferedFile | null
}

export type OfferVerdict =
  | { readonly accept: true; readonly streams: OfferedStreams }
  /** Why the first media that were meant for MSRP cannot be taken; `no-msrp` where there are none. */
  | { readonly accept: false; readonly reason: string }

/**
 * What of an offer is taken: the first chat and the first file transfer (msrp-conference §3.1); everything else gets port 0. `eligible` says which media
 * are to be looked at; with `chat` false there is one already.
 */
export function judgeOffer(
  offer: SessionDescription,
  protocols: readonly MsrpProtocol[],
  { eligible = () => true, chat: wantsChat = true }: { eligible?: (index: number) => boolean; chat?: boolean } = {},
): OfferVerdict {
  let chat: OfferedChat | null = null
  let file: OfferedFile | null = null
  let reason: string | null = null
  for (const [index, media] of offer.media.entries()) {
    if (media.port === 0 || !eligible(index)) continue
    const asFile = judgeFile(offer, media, protocols)
    const asChat: ChatVerdict = judgeChat(offer, media, protocols)
    if (asFile.accept) file ??= { index, msrp: asFile.msrp, file: asFile.file, transfer: asFile.transfer }
    else if (asChat.accept && wantsChat) chat ??= { index, msrp: asChat.msrp }
    else if (media.media === 'message') reason ??= reasonOf(asChat, asFile.reason)
  }
  if (chat || file) return { accept: true, streams: { chat, file } }
  return { accept: false, reason: reason ?? 'no-msrp' }
}

function reasonOf(asChat: ChatVerdict, asFile: string): string {
  if (asChat.accept) return 'second-chat'
  return asChat.reason === 'is-file' ? asFile : asChat.reason
}
