import { type Fields, isFields, isStrings } from '@weft/client/fields'

/** How this place is set up, as its operator says in `[Web]` of weft.ini. */
export interface PageConfig {
  /** Of addresses that are typed without one; null: they need one. */
  readonly defaultDomain: string | null
  /** Where rooms of the default domain are. */
  readonly conferenceDomain: string | null
  /** Null where guests are not offered. */
  readonly guestDomain: string | null
  /** Domains whose passwords are checked elsewhere than in SIP: they go to the gateway as they were typed. */
  readonly clearPasswordDomains: readonly string[]
  readonly iceServers: readonly RTCIceServer[]
  /** s after which the ICE servers should be asked for again; null: they stay good. */
  readonly iceServersExpire: number | null
  /** Bytes of the largest file that is taken; null: nobody says. */
  readonly largestFile: number | null
  /** `vp8`, `vp9` or `h264`: what pictures are sent as in most rooms; null: nobody says. */
  readonly videoCodec: string | null
  readonly name: string
  /** Of this origin; null: the page's own. */
  readonly logo: string | null
  /** `#rrggbb`; null: the page's own. */
  readonly accentColour: string | null
  readonly supportUrl: string | null
}

/** Where nothing is known: everything works as long as people type whole addresses. */
export const NO_CONFIG: PageConfig = {
  defaultDomain: null,
  conferenceDomain: null,
  guestDomain: null,
  clearPasswordDomains: [],
  iceServers: [],
  iceServersExpire: null,
  largestFile: null,
  videoCodec: null,
  name: 'Weft',
  logo: null,
  accentColour: null,
  supportUrl: null,
}

const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Reads config.json; what is missing or wrong is as in NO_CONFIG. @param value JSON */
export function readPageConfig(value: unknown): PageConfig {
  const fields: Fields = isFields(value) ? value : {}
  const branding: Fields = isFields(fields.branding) ? fields.branding : {}
  const { nonSipDomains, iceServers, iceServersExpire, maxFileSize } = fields
  const accent = textOf(branding, 'accentColour')
  const support = textOf(branding, 'supportUrl')
  return {
    defaultDomain: textOf(fields, 'defaultDomain'),
    conferenceDomain: textOf(fields, 'defaultConferenceDomain'),
    guestDomain: fields.guests === true ? textOf(fields, 'defaultGuestDomain') : null,
    clearPasswordDomains: isStrings(nonSipDomains) ? nonSipDomains : [],
    iceServers: Array.isArray(iceServers) ? iceServers.flatMap(readIceServer) : [],
    iceServersExpire: typeof iceServersExpire === 'number' && iceServersExpire >= 60 ? iceServersExpire : null,
    largestFile: typeof maxFileSize === 'number' && maxFileSize > 0 ? maxFileSize : null,
    videoCodec: textOf(fields, 'videoCodec'),
    name: textOf(branding, 'name') ?? NO_CONFIG.name,
    logo: textOf(branding, 'logo'),
    accentColour: accent !== null && /^#[\da-f]{6}$/i.test(accent) ? accent : null,
    supportUrl: support !== null && /^(https?|mailto):/i.test(support) ? support : null,
  }
}

function readIceServer(value: unknown): RTCIceServer[] {
  if (!isFields(value) || !isStrings(value.urls)) return []
  const username = textOf(value, 'username')
  const credential = textOf(value, 'credential')
  return [{ urls: [...value.urls], ...(username !== null && credential !== null && { username, credential }) }]
}
