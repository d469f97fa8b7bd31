import { type HttpAnswer, type HttpUpload, xhrUpload } from './xhr-upload.ts'

/** What the SDK uses of a WebSocket. */
export type Socket = Pick<WebSocket, 'addEventListener' | 'send' | 'close'>

/** What the SDK uses of an RTCRtpTransceiver. */
export interface Transceiver extends Pick<RTCRtpTransceiver, 'mid' | 'direction' | 'currentDirection' | 'stop'> {
  readonly sender: Pick<RTCRtpSender, 'track' | 'replaceTrack'>
  readonly receiver: { readonly track: Pick<MediaStreamTrack, 'kind'> }
}

/** What the SDK uses of an RTCPeerConnection. */
export interface PeerConnection
  extends Pick<
    RTCPeerConnection,
    | 'addEventListener'
    | 'addTrack'
    | 'removeTrack'
    | 'getSenders'
    | 'getReceivers'
    | 'setConfiguration'
    | 'remoteDescription'
    | 'signalingState'
    | 'connectionState'
    | 'getStats'
    | 'close'
  > {
  addTransceiver(
    trackOrKind: MediaStreamTrack | 'audio' | 'video',
    init: RTCRtpTransceiverInit,
  ): { readonly sender: Pick<RTCRtpSender, 'track' | 'replaceTrack'> }
  getTransceivers(): readonly Transceiver[]
  createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit>
  createAnswer(): Promise<RTCSessionDescriptionInit>
  setLocalDescription(description: RTCLocalSessionDescriptionInit): Promise<void>
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>
}

/** What the SDK needs from where it runs; everything else it uses is in browsers and React Native alike. */
export interface Platform {
  openSocket(url: string, subprotocol: string): Socket
  newPeerConnection(): PeerConnection
  /** An empty stream, to which the other side's tracks are added. */
  newMediaStream(): MediaStream
  /** A random identifier that nobody can guess. */
  uuid(): string
  /** Posts a body; rejects with an Error where no answer came, or the signal gave it up. */
  upload(upload: HttpUpload): Promise<HttpAnswer>
  /** Calls the listener whenever there is a network again; the returned function ends that. */
  onOnline(listener: () => void): () => void
}

/** 16 random bytes as a version 4 UUID (RFC 9562 §5.4), for where `crypto.randomUUID` is missing: React Native, pages without https. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * The platform of a browser, or of React Native after react-native-webrtc's `registerGlobals()`.
 * @param configuration of every RTCPeerConnection: STUN and TURN servers where the gateway's media server can't be reached directly
 */
export function browserPlatform(configuration: RTCConfiguration = {}): Platform {
  return {
    openSocket: (url, subprotocol) => new WebSocket(url, subprotocol),
    newPeerConnection: () => new RTCPeerConnection(configuration),
    newMediaStream: () => new MediaStream(),
    uuid: () => (typeof crypto.randomUUID === 'function' ? crypto.randomUUID() : randomUuid()),
    upload: xhrUpload,
    onOnline: (listener) => {
      // React Native has no such event; its apps call `Connection.check` when NetInfo or AppState tell of a change.
      if (typeof addEventListener !== 'function') return () => undefined
      addEventListener('online', listener)
      return () => removeEventListener('online', listener)
    },
  }
}
