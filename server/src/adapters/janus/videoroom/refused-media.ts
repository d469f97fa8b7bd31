/** The parts of a session description: what is said of all of it, and each of its media (RFC 8866 §5). Lines end where they end for Janus. */
const SECTIONS = /(?<=\n)(?=m=)/
/** Names are the same in any case to Janus, and may have spaces in front (sdp-utils.c). */
const MEDIA = /^m=\s*([a-z]+)/i
/** Its last one counts. */
const DIRECTION = /(?<=\n)a=(?:sendrecv|sendonly|recvonly|inactive)\r?(?:\n|$)/gi

/**
 * The offer with these media switched off (`a=inactive`, RFC 8866 §6.7): Janus answers likewise, and nothing of them goes through. It is how a room
 * has no video: it cannot be told so, as Janus knows no room without codecs.
 */
export function withoutMedia(offer: string, kinds: readonly ('audio' | 'video')[]): string {
  return offer
    .split(SECTIONS)
    .map((section) => (kinds.some((kind) => kind === MEDIA.exec(section)?.[1]?.toLowerCase()) ? inactive(section) : section))
    .join('')
}

function inactive(section: string): string {
  const ended = section.endsWith('\n') ? section : `${section}\r\n`
  return `${ended.replace(DIRECTION, '')}a=inactive\r\n`
}
