/** The parts of a session description: what is said of all of it, and each of its media (RFC 8866 §5). */
const SECTIONS = /(?=^m=)/m
const DIRECTION = /^a=(?:sendrecv|sendonly|recvonly)(?=\r?$)/gm

/**
 * The offer with these media switched off (`a=inactive`, RFC 8866 §6.7): Janus answers likewise, and nothing of them goes through. It is how a room
 * has no video: it cannot be told so, as Janus knows no room without codecs.
 */
export function withoutMedia(offer: string, kinds: readonly ('audio' | 'video')[]): string {
  return offer
    .split(SECTIONS)
    .map((section) => (kinds.some((kind) => section.startsWith(`m=${kind} `)) ? inactive(section) : section))
    .join('')
}

function inactive(section: string): string {
  const changed = section.replace(DIRECTION, 'a=inactive')
  if (/^a=inactive\r?$/m.test(changed)) return changed
  return `${changed}${/\n$/.test(changed) ? '' : '\r\n'}a=inactive\r\n`
}
