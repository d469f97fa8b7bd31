import type { MsrpProtocol, PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import { judgeChat } from '@weft/protocols/sdp/msrp-offer'
import { readDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'

/** The first chat of an offer, and its place there. */
export interface UsableOffer {
  readonly usable: true
  readonly offer: SessionDescription
  readonly index: number
  readonly peer: PeerMsrp
}

export type ChatOffer =
  | UsableOffer
  /** `no-offer`, `bad-description`, `no-chat`. */
  | { readonly usable: false; readonly reason: string }

/** The chat that somebody offers; there is nothing else that is echoed. */
export function chatOfferOf(description: Uint8Array | null, protocols: readonly MsrpProtocol[]): ChatOffer {
  const offer = description && readDescription(description)
  if (!offer) return { usable: false, reason: description ? 'bad-description' : 'no-offer' }
  for (const [index, media] of offer.media.entries()) {
    const verdict = judgeChat(offer, media, protocols)
    if (verdict.accept) return { usable: true, offer, index, peer: verdict.msrp }
  }
  return { usable: false, reason: 'no-chat' }
}
