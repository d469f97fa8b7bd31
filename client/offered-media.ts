export interface MediaFlags {
  readonly audio: boolean
  readonly video: boolean
}

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m

/**
 * What the sender of this SDP wants to send: media whose port isn't 0 and whose direction is `sendrecv` (the default) or
 * `sendonly` (RFC 8866 §5.14, §6.7). Only good for saying "audio call" or "video call"; the browser reads the SDP itself.
 */
export function offeredMedia(sdp: string): MediaFlags {
  const [session = '', ...sections] = sdp.split(/^m=/m)
  const sends = (medium: string): boolean =>
    sections.some((section) => {
      const [kind, port = '0'] = section.split(/[ \r\n]/, 2)
      const direction = DIRECTION.exec(section)?.[1] ?? DIRECTION.exec(session)?.[1] ?? 'sendrecv'
      return kind === medium && port.split('/')[0] !== '0' && (direction === 'sendrecv' || direction === 'sendonly')
    })
  return { audio: sends('audio'), video: sends('video') }
}
