import { sessionIdOf } from '@weft/protocols/msrp/path'
import { judgeReoffer, type MediaChange } from '@weft/protocols/sdp/changed-media'
import { type MsrpProtocol, readMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import type { SessionDescription } from '@weft/protocols/sdp/session-description'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import { judgeOffer, type OfferedStreams } from './offer-decision.ts'
import { notAcceptable } from './refusals.ts'

/** A call as it is: our last description, and which of its media are streams with which session of the peer's (RFC 4975 §8.1). */
export interface CallState {
  readonly own: SessionDescription
  readonly streams: readonly { readonly index: number; readonly kind: 'chat' | 'file'; readonly peerSession: string | null }[]
}

export type ReofferVerdict =
  | { readonly take: false; readonly answer: SipAnswer; readonly reason: string }
  /** `over`: the places of streams that end. `added`: those that begin. */
  | { readonly take: true; readonly over: readonly number[]; readonly added: OfferedStreams }

const NOTHING_NEW: OfferedStreams = { chat: null, file: null }

/** What a re-INVITE's offer does to a call, or why it is refused (msrp-conference §3.3). Hold changes nothing for a chat. */
export function judgeChange(
  { own, streams }: CallState,
  offer: SessionDescription,
  protocols: readonly MsrpProtocol[],
): ReofferVerdict {
  const verdict = judgeReoffer(own, offer)
  if (!verdict.accept) return refused('Streams cannot be deleted from the SDP', verdict.reason)
  const changes = verdict.changes.map((change, index) => {
    if (change === 'kept') return keptOf(index)
    return change === 'added' && isRefusedAlready(index) ? 'unused' : change
  })
  const isAdding = changes.some((change) => change === 'added' || change === 'replaced')
  const isRemoving = changes.some((change) => change === 'removed' || change === 'replaced')
  if (isAdding && isRemoving)
    return refused('Both removing AND adding a media stream is currently not supported', 'adds-and-removes')
  const over = changes.flatMap((change, index) => (change === 'removed' ? [index] : []))
  if (!isAdding) return { take: true, over, added: NOTHING_NEW }
  const chats = streams.some(({ kind }) => kind === 'chat')
  const added = judgeOffer(offer, protocols, { eligible: (index) => changes[index] === 'added', chat: !chats })
  return added.accept ? { take: true, over, added: added.streams } : refused(added.reason, added.reason)

  /** What was refused before is often offered again with whatever is offered later: that adds nothing. */
  function isRefusedAlready(index: number): boolean {
    return index < own.media.length && offer.media[index]?.media !== 'message'
  }

  /** Another session of the peer's in the place of one is another stream. */
  function keptOf(index: number): MediaChange {
    const stream = streams.find((one) => one.index === index)
    const media = offer.media[index]
    const reading = stream && media ? readMsrpMedia(offer, media) : null
    return reading?.usable && sessionIdOf(reading.msrp.path) === stream?.peerSession ? 'kept' : 'replaced'
  }
}

function refused(why: string, reason: string): ReofferVerdict {
  return { take: false, answer: notAcceptable(why), reason }
}
