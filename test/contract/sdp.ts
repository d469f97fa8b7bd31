/** Session descriptions for tests: enough to be negotiated, no media behind them. */

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).toUpperCase().padStart(2, '0')).join(':')

/** One of the media in what a browser offers or answers. */
export interface BrowserMedia {
  readonly kind: 'audio' | 'video'
  readonly mid: string
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
}

/** Sound, and video where that is wanted, both ways. */
function bothWays(video: boolean): readonly BrowserMedia[] {
  const audio: BrowserMedia = { kind: 'audio', mid: '0', direction: 'sendrecv' }
  return video ? [audio, { kind: 'video', mid: '1', direction: 'sendrecv' }] : [audio]
}

/** What a browser offers or answers; `ufrag` tells PeerConnections apart, `media` says more than `video` can. */
export function browserSdp(options: {
  readonly video?: boolean
  readonly media?: readonly BrowserMedia[]
  readonly type: 'offer' | 'answer'
  readonly ufrag?: string
}): string {
  const { video = false, media = bothWays(video), type, ufrag = 'weft' } = options
  const setup = type === 'offer' ? 'actpass' : 'active'
  const transport = [
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    'a=ice-pwd:0123456789abcdef01234567',
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${setup}`,
  ]
  const section = ({ kind, mid, direction }: BrowserMedia) => {
    const [line, codecs, ssrc] = kind === 'audio' ? AUDIO : VIDEO
    const sends = direction === 'sendrecv' || direction === 'sendonly'
    const source = sends ? [`a=ssrc:${ssrc} cname:weft`] : []
    return [line, ...transport, `a=mid:${mid}`, `a=${direction}`, 'a=rtcp-mux', ...codecs, ...source]
  }
  const lines = [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${media.map(({ mid }) => mid).join(' ')}`,
    'a=msid-semantic: WMS stream',
    ...media.flatMap(section),
  ]
  return `${lines.join('\r\n')}\r\n`
}

const AUDIO = ['m=audio 9 UDP/TLS/RTP/SAVPF 111 8', ['a=rtpmap:111 opus/48000/2', 'a=rtpmap:8 PCMA/8000'], 1001] as const
const VIDEO = ['m=video 9 UDP/TLS/RTP/SAVPF 96', ['a=rtpmap:96 VP8/90000', 'a=rtcp-fb:96 nack pli'], 1002] as const

/** The media of a description, as far as they are sound and video. */
export function mediaOf(sdp: string): readonly BrowserMedia[] {
  const sections = sdp.split(/(?=^m=)/m).slice(1)
  return sections.flatMap((section, index) => {
    const kind = /^m=(audio|video) /.exec(section)?.[1]
    if (kind !== 'audio' && kind !== 'video') return []
    const mid = /^a=mid:(.*?)\r?$/m.exec(section)?.[1] ?? String(index)
    return [{ kind, mid, direction: directionOf(section) }]
  })
}

function directionOf(section: string): BrowserMedia['direction'] {
  if (/^m=\S+ 0 /.test(section) || /^a=inactive\r?$/m.test(section)) return 'inactive'
  if (/^a=sendonly\r?$/m.test(section)) return 'sendonly'
  return /^a=recvonly\r?$/m.test(section) ? 'recvonly' : 'sendrecv'
}

export interface PhoneMedia {
  readonly video?: boolean
  /** SDES: demanded (RTP/SAVP), or as an option (crypto beside RTP/AVP). */
  readonly secure?: boolean | 'optional'
  readonly version?: number
}

/** What a phone offers or answers. */
export function phoneSdp({ video = false, secure = false, version = 1 }: PhoneMedia = {}): string {
  const profile = secure === true ? 'RTP/SAVP' : 'RTP/AVP'
  const crypto = secure ? [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.alloc(30, 7).toString('base64')}`] : []
  const lines = [
    'v=0',
    `o=phone 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio 39990 ${profile} 8`,
    'a=rtpmap:8 PCMA/8000',
    'a=sendrecv',
    ...crypto,
    ...(video ? [`m=video 39992 ${profile} 96`, 'a=rtpmap:96 VP8/90000', 'a=sendrecv', ...crypto] : []),
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** A phone's answer to an offer: as many media lines, as secure as the offer. */
export function phoneAnswer(offer: string, version = 1): string {
  return phoneSdp({ video: /^m=video [1-9]/m.test(offer), secure: securityOf(offer), version })
}

export function securityOf(sdp: string): boolean | 'optional' {
  return demandsSrtp(sdp) || (sdp.includes('a=crypto') && 'optional')
}

export function demandsSrtp(sdp: string): boolean {
  return /^m=\S+ \d+ RTP\/SAVP/m.test(sdp)
}
