// The descriptions of our side: what is offered or answered, with the lines and versions that RFC 3264 wants.
import { nextOrigin, type SdpOrigin } from './origin.ts'
import { connectionLine } from './section.ts'
import { printDescription, type SdpMedia, type SessionDescription } from './session-description.ts'

export interface OwnSession {
  /** Tells the descriptions of this session from those of others; decimal digits, 20 at most. */
  readonly id: string
  /** The address that others are told: of the session, and of all its media that have no other one. */
  readonly address: string
  /** The last one that we offered or answered in this session; null where there is none. */
  readonly previous: SessionDescription | null
}

const NAME = { type: 's', value: '-' }
const NO_TIME = { type: 't', value: '0 0' }

/**
 * The answer to an offer (RFC 3264 §6): one stream for each that is offered, in the same order. What is null, missing, or over in the offer is refused.
 * Its time is that of the offer; its version is higher than that of the last description unless it says the same.
 */
export function answerTo(offer: SessionDescription, media: readonly (SdpMedia | null)[], own: OwnSession): SessionDescription {
  const answered = offer.media.map((offered, index) => (offered.port === 0 ? null : media[index]) ?? refusedMedia(offered))
  const times = offer.lines.filter(({ type }) => type === 't' || type === 'r' || type === 'z')
  return described(answered, times.length > 0 ? times : [NO_TIME], own)
}

/**
 * An offer of ours. What is null or missing is offered as over, in its place: streams never go away (RFC 3264 §8). So what goes on must stand where it stood,
 * and what is new behind all that there was, or in the place of what is over.
 */
export function offerOf(media: readonly (SdpMedia | null)[], own: OwnSession): SessionDescription {
  const before = own.previous?.media ?? []
  const kept = before.map((last, index) => media[index] ?? refusedMedia(last))
  const added = media.slice(before.length).filter((one) => one !== null)
  return described([...kept, ...added], [NO_TIME], own)
}

/** A stream as it is refused, or ended: port 0, and nothing said about it. */
export function refusedMedia({ media, protocol, formats }: SdpMedia): SdpMedia {
  return { media, port: 0, ports: null, protocol, formats, lines: [] }
}

function described(media: readonly SdpMedia[], times: SessionDescription['lines'], own: OwnSession): SessionDescription {
  const { id, address, previous } = own
  const addressType = address.includes(':') ? 'IP6' : 'IP4'
  const first: SdpOrigin = { username: '-', sessionId: id, version: '1', network: 'IN', addressType, address }
  const description = { origin: first, lines: [NAME, connectionLine(address), ...times], media }
  if (!previous) return description
  const again = { ...description, origin: { ...first, version: previous.origin.version } }
  const isSame = printDescription(again) === printDescription(previous)
  return isSame ? previous : { ...again, origin: nextOrigin(again.origin) }
}
