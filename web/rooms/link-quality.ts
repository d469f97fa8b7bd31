/** How well what somebody sends arrives. */
export type LinkQuality = 'good' | 'fair' | 'poor'

/** What was counted so far of what came in. */
export interface LinkCount {
  readonly received: number
  readonly lost: number
}

/** Part of the packets from which on pictures freeze now and then, and from which on speech is hard to follow. */
const FAIR_LOSS = 0.03
const POOR_LOSS = 0.1
/** As many packets must have come for their loss to say anything. */
const FEWEST = 20

/** Counts what came in over a peer connection, by its figures (W3C webrtc-stats §8.2). */
export function countOf(figures: RTCStatsReport): LinkCount {
  let [received, lost] = [0, 0]
  figures.forEach((figure: unknown) => {
    if (!isInbound(figure)) return
    received += figure.packetsReceived
    lost += figure.packetsLost
  })
  return { received, lost }
}

/** How well it came between two counts; `good` where there is too little to tell by. */
export function qualityBetween(before: LinkCount, now: LinkCount): LinkQuality {
  const received = now.received - before.received
  // What was counted as lost and comes late is taken back.
  const lost = Math.max(0, now.lost - before.lost)
  if (received + lost < FEWEST) return 'good'
  const loss = lost / (received + lost)
  return loss >= POOR_LOSS ? 'poor' : loss >= FAIR_LOSS ? 'fair' : 'good'
}

function isInbound(figure: unknown): figure is { readonly packetsReceived: number; readonly packetsLost: number } {
  if (typeof figure !== 'object' || figure === null) return false
  const counted = 'packetsReceived' in figure && typeof figure.packetsReceived === 'number'
  return (
    counted &&
    'packetsLost' in figure &&
    typeof figure.packetsLost === 'number' &&
    'type' in figure &&
    figure.type === 'inbound-rtp'
  )
}
