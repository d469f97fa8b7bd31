import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { startChromium } from '../../interop/peers/chromium.ts'
import type { MediaPeer } from './rooms-environment.ts'

declare global {
  interface Window {
    /** By the name that a test gave each. */
    contractPeers?: Map<string, RTCPeerConnection>
  }
}

/** Packets that came so far, and how wide the last picture was; null for media that do not come. */
interface Received {
  readonly audio: number | null
  readonly video: number | null
  readonly width: number | null
}

/** How a camera is sent, of which there are 1280x720 then. */
export interface Sending {
  readonly codec: 'video/VP8' | 'video/VP9'
  /** https://www.w3.org/TR/webrtc-svc/ adds the mode. */
  readonly encodings: readonly (RTCRtpEncodingParameters & { readonly scalabilityMode?: string })[]
}

/** A PeerConnection in Chromium whose media can be looked at. */
export interface BrowserPeer extends MediaPeer {
  offer(media: { readonly audio: boolean; readonly video: boolean }, sending?: Sending | null): Promise<string>
  received(): Promise<Received>
  /** bit/s that its camera may send now, as its browser reckons. */
  videoTarget(): Promise<number>
}

export interface BrowserPeers {
  peer(): BrowserPeer
  /** Closes what was made so far. */
  closeAll(): Promise<void>
  stop(): Promise<void>
}

/** PeerConnections in one tab of Chromium. */
export async function startBrowserPeers(): Promise<BrowserPeers> {
  // A page of its own, as only a page of a secure origin such as this may use a camera.
  const server = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<html></html>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await startChromium()
  const { page } = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  let count = 0
  return {
    peer: () => browserPeer(page, `peer ${++count}`),
    closeAll: () => page.evaluate(closePeers, null),
    async stop() {
      await browser.close()
      server.close()
    },
  }
}

function browserPeer(page: Page, name: string): BrowserPeer {
  return {
    offer: (media, sending = null) => page.evaluate(makeOffer, { name, media, sending }),
    accept: (answer) =>
      page.evaluate(([peer, sdp]) => window.contractPeers?.get(peer)?.setRemoteDescription({ type: 'answer', sdp }), [
        name,
        answer,
      ] as const),
    answer: (offer) => page.evaluate(makeAnswer, { name, offer }),
    connect: async () => {},
    close: () => page.evaluate(closePeers, name),
    received: () => page.evaluate(whatCame, name),
    videoTarget: () => page.evaluate(whatMayGo, name),
  }
}

/** Runs in the page. Resolves with all candidates in it. */
async function makeOffer({
  name,
  media,
  sending,
}: {
  readonly name: string
  readonly media: { readonly audio: boolean; readonly video: boolean }
  readonly sending: Sending | null
}): Promise<string> {
  const connection = new RTCPeerConnection()
  window.contractPeers ??= new Map()
  window.contractPeers.set(name, connection)
  const size = sending ? { width: 1280, height: 720 } : { width: 320, height: 240 }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: media.audio, video: media.video && size })
  for (const track of stream.getTracks()) {
    const detailed = track.kind === 'video' ? sending : null
    const encodings = detailed ? { sendEncodings: [...detailed.encodings] } : {}
    const transceiver = connection.addTransceiver(track, { direction: 'sendonly', streams: [stream], ...encodings })
    const codecs = RTCRtpSender.getCapabilities('video')?.codecs.filter(({ mimeType }) => mimeType === detailed?.codec)
    if (codecs && codecs.length > 0) transceiver.setCodecPreferences(codecs)
  }
  await connection.setLocalDescription()
  while (connection.iceGatheringState !== 'complete')
    await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }))
  return connection.localDescription?.sdp ?? ''
}

/** Runs in the page. Resolves with all candidates in it. */
async function makeAnswer({ name, offer }: { readonly name: string; readonly offer: string }): Promise<string> {
  const connection = new RTCPeerConnection()
  window.contractPeers ??= new Map()
  window.contractPeers.set(name, connection)
  await connection.setRemoteDescription({ type: 'offer', sdp: offer })
  await connection.setLocalDescription()
  while (connection.iceGatheringState !== 'complete')
    await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }))
  return connection.localDescription?.sdp ?? ''
}

/** Runs in the page. */
async function whatCame(name: string): Promise<Received> {
  const rows = [...((await window.contractPeers?.get(name)?.getStats())?.values() ?? [])]
  const inbound = (kind: string) => rows.find((row) => row.type === 'inbound-rtp' && row.kind === kind)
  const [audio, video] = [inbound('audio'), inbound('video')]
  return { audio: audio?.packetsReceived ?? null, video: video?.packetsReceived ?? null, width: video?.frameWidth ?? null }
}

/** Runs in the page. */
async function whatMayGo(name: string): Promise<number> {
  const rows = [...((await window.contractPeers?.get(name)?.getStats())?.values() ?? [])]
  return rows
    .filter((row) => row.type === 'outbound-rtp' && row.kind === 'video')
    .reduce((sum, row) => sum + (row.targetBitrate ?? 0), 0)
}

/** Runs in the page. Closes one, or all, and lets go of their cameras, which cost time else. */
function closePeers(name: string | null): void {
  for (const [other, connection] of window.contractPeers ?? []) {
    if (name !== null && name !== other) continue
    for (const { track } of connection.getSenders()) track?.stop()
    connection.close()
    window.contractPeers?.delete(other)
  }
}
