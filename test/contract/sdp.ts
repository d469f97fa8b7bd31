/** Session descriptions for tests: enough to be negotiated, no media behind them. */

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => index.toString(16).toUpperCase().padStart(2, '0')).join(':')

/** What a browser offers or answers; `ufrag` tells PeerConnections apart. */
export function browserSdp(options: {
  readonly video?: boolean
  readonly type: 'offer' | 'answer'
  readonly ufrag?: string
}): string {
  const { video = false, type, ufrag = 'weft' } = options
  const setup = type === 'offer' ? 'actpass' : 'active'
  const transport = (mid: string) => [
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    'a=ice-pwd:0123456789abcdef01234567',
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=sendrecv',
    'a=rtcp-mux',
  ]
  const lines = [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${video ? '0 1' : '0'}`,
    'a=msid-semantic: WMS stream',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 8',
    ...transport('0'),
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:8 PCMA/8000',
    'a=ssrc:1001 cname:weft',
    ...(video
      ? [
          'm=video 9 UDP/TLS/RTP/SAVPF 96',
          ...transport('1'),
          'a=rtpmap:96 VP8/90000',
          'a=rtcp-fb:96 nack pli',
          'a=ssrc:1002 cname:weft',
        ]
      : []),
  ]
  return `${lines.join('\r\n')}\r\n`
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
