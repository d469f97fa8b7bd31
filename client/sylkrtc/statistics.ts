import type { PeerConnection } from '../platform.ts'
import { EventEmitter } from './event-emitter.ts'

const INTERVAL_MS = 2_000

type Rows = Record<'inbound' | 'outbound', unknown[]>

/** Figures of one peer connection: rows of W3C webrtc-stats, sorted by medium and direction. */
export interface PeerStatistics {
  readonly peerId: string
  readonly connectionId: string
  readonly data: Readonly<Record<'audio' | 'video' | 'connection' | 'remote', Rows>>
}

interface StatisticsEvents {
  stats: [PeerStatistics]
}

/** Figures of the peer connections of a call or a conference, told every two seconds as long as somebody listens. */
export class Statistics extends EventEmitter<StatisticsEvents> {
  readonly #peers: () => Iterable<readonly [id: string, peer: PeerConnection]>
  readonly #timer: ReturnType<typeof setInterval>

  /** @param peers those there are at the moment, each with what it is told as */
  constructor(peers: () => Iterable<readonly [id: string, peer: PeerConnection]>) {
    super()
    this.#peers = peers
    this.#timer = setInterval(() => this.#gather(), INTERVAL_MS)
  }

  get numberOfMonitoredPeers(): number {
    return [...this.#peers()].length
  }

  /** The call or the conference is over. */
  end(): void {
    clearInterval(this.#timer)
  }

  #gather(): void {
    if (this.listenerCount('stats') === 0) return
    for (const [id, peer] of this.#peers()) {
      // A connection that was closed in between has none.
      peer.getStats().then(
        (report) => this.emit('stats', { peerId: id, connectionId: id, data: sort(report) }),
        () => undefined,
      )
    }
  }
}

function sort(report: RTCStatsReport): PeerStatistics['data'] {
  const none = (): Rows => ({ inbound: [], outbound: [] })
  const data = { audio: none(), video: none(), connection: none(), remote: none() }
  report.forEach((row: { readonly type: string; readonly kind?: string; readonly nominated?: boolean }) => {
    const medium = row.kind === 'video' ? data.video : data.audio
    switch (row.type) {
      case 'inbound-rtp':
        medium.inbound.push(row)
        break
      case 'outbound-rtp':
        medium.outbound.push(row)
        break
      case 'remote-inbound-rtp':
        data.remote.inbound.push(row)
        break
      case 'remote-outbound-rtp':
        data.remote.outbound.push(row)
        break
      case 'candidate-pair':
        // One pair carries both ways.
        if (row.nominated !== true) break
        data.connection.inbound.push(row)
        data.connection.outbound.push(row)
        break
    }
  })
  return data
}
