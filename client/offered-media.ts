export interface MediaFlags {
  readonly audio: boolean
  readonly video: boolean
}

/** One `m=` section of a description: what it is for, and which way its sender wants it to go. */
export interface MediaSection {
  /** `audio`, `video`, `application` … */
  readonly medium: string
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
}

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m

/**
 * The media of an SDP with their directions: `sendrecv` by default, `inactive` where the port is 0 (RFC 8866 §5.14, §6.7). Only good
 * for saying "audio call" or "video call"; the browser reads the SDP itself.
 */
export function mediaSections(sdp: string): readonly MediaSection[] {
  const [session = '', ...sections] = sdp.split(/^m=/m)
  return sections.map((section) => {
    const [medium = '', port = '0'] = section.split(/[ \r\n]/, 2)
    const direction = DIRECTION.exec(section)?.[1] ?? DIRECTION.exec(session)?.[1]
    return { medium, direction: port.split('/')[0] === '0' ? 'inactive' : isDirection(direction) ? direction : 'sendrecv' }
  })
}

/** What the sender of this SDP wants to send. */
export function offeredMedia(sdp: string): MediaFlags {
  const sent = mediaSections(sdp).filter(({ direction }) => direction === 'sendrecv' || direction === 'sendonly')
  const sends = (wanted: string): boolean => sent.some(({ medium }) => medium === wanted)
  return { audio: sends('audio'), video: sends('video') }
}

function isDirection(word: string | undefined): word is MediaSection['direction'] {
  return word === 'sendrecv' || word === 'sendonly' || word === 'recvonly' || word === 'inactive'
}
