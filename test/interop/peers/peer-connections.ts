/** A page, whoever drives its browser. */
interface Page {
  evaluate<Result>(run: () => Promise<Result>): Promise<Result>
  evaluate<Result>(run: (value: number) => Promise<Result>, value: number): Promise<Result>
}

declare global {
  interface Window {
    /** Every RTCPeerConnection the page has made, in order. */
    recordedPeerConnections?: RTCPeerConnection[]
  }
}

/** Media that has gone through one RTCPeerConnection so far, as getStats has it. A kind that has no stream counts 0. */
export interface ConnectionMedia {
  readonly connectionState: RTCPeerConnectionState
  readonly receivedAudioPackets: number
  readonly sentAudioPackets: number
  readonly receivedVideoPackets: number
  readonly sentVideoPackets: number
  readonly decodedFrames: number
  /** `audio/opus`, `video/VP8` …, of what is received; in no order. */
  readonly receivedCodecs: readonly string[]
}

/** Runs in the page before its own scripts, which then cannot help but make connections we know of. */
export function recordPeerConnections(): void {
  const recorded: RTCPeerConnection[] = []
  window.recordedPeerConnections = recorded
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      recorded.push(this)
    }
  }
}

/** What has gone through each of the page's RTCPeerConnections so far, in the order they were made. */
export function connectionMedia(page: Page): Promise<ConnectionMedia[]> {
  return page.evaluate(() => {
    const measure = async (connection: RTCPeerConnection): Promise<ConnectionMedia> => {
      const rows = [...(await connection.getStats()).values()]
      const sum = (type: string, kind: string, field: string) =>
        rows.filter((row) => row.type === type && row.kind === kind).reduce((total, row) => total + (row[field] ?? 0), 0)
      const codecs = new Map<string, string>(rows.filter((row) => row.type === 'codec').map((row) => [row.id, row.mimeType]))
      const received = rows.filter((row) => row.type === 'inbound-rtp').map((row) => codecs.get(row.codecId) ?? '')
      return {
        connectionState: connection.connectionState,
        receivedAudioPackets: sum('inbound-rtp', 'audio', 'packetsReceived'),
        sentAudioPackets: sum('outbound-rtp', 'audio', 'packetsSent'),
        receivedVideoPackets: sum('inbound-rtp', 'video', 'packetsReceived'),
        sentVideoPackets: sum('outbound-rtp', 'video', 'packetsSent'),
        decodedFrames: sum('inbound-rtp', 'video', 'framesDecoded'),
        receivedCodecs: [...new Set(received.filter(Boolean))],
      }
    }
    return Promise.all((window.recordedPeerConnections ?? []).map(measure))
  })
}

/**
 * The loudest frequency (Hz) the page hears during `duration` ms in the audio of its last connection, null when it receives none: that a tone said
 * at the far end is heard here proves more than packets do.
 */
export function heardFrequency(page: Page, duration = 1500): Promise<number | null> {
  return page.evaluate(async (patience) => {
    const receivers = window.recordedPeerConnections?.at(-1)?.getReceivers() ?? []
    const track = receivers.find((receiver) => receiver.track.kind === 'audio')?.track
    if (!track) return null
    const context = new AudioContext({ sampleRate: 48_000 })
    await context.resume()
    const analyser = context.createAnalyser()
    analyser.fftSize = 8192
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    await new Promise((resolve) => setTimeout(resolve, patience))
    const spectrum = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(spectrum)
    await context.close()
    const loudest = spectrum.indexOf(Math.max(...spectrum))
    return spectrum[loudest] === Number.NEGATIVE_INFINITY ? null : (loudest * 48_000) / analyser.fftSize
  }, duration)
}
