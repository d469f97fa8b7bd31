import { isIP } from 'node:net'
import { extname } from 'node:path'
import { hostName } from './network-values.ts'
import { path, text, type ValueType } from './values.ts'

const ICE_URL = /^(stuns?|turns?):(\[[0-9A-Fa-f:.]+\]|[^:?[\]]+)(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/

/** A STUN or TURN server as browsers take it: `stun:host[:port]`, `turn:host[:port][?transport=udp|tcp]`, `turns:` likewise (RFC 7064, RFC 7065). */
export const iceUrl: ValueType<string> = {
  parse: (given, directory) => {
    const [, scheme, host = '', port = '1', transport] = ICE_URL.exec(given) ?? []
    const bare = host.replace(/^\[(.*)\]$/, '$1')
    const known = isIP(bare) !== 0 || 'value' in hostName.parse(host, directory)
    // RFC 7064 §3.1: a STUN URL says no transport.
    const right = scheme !== undefined && known && Number(port) >= 1 && Number(port) <= 65_535
    return right && (transport === undefined || scheme.startsWith('turn'))
      ? { value: given }
      : { problem: 'is not stun:host:port or turn:host:port?transport=udp' }
  },
  show: (value) => value,
}

/** `#rrggbb`; the value is in lower case. */
export const colour: ValueType<string> = {
  parse: (given) =>
    /^#[\da-f]{6}$/i.test(given) ? { value: given.toLowerCase() } : { problem: 'is not a colour such as #4f46e5' },
  show: (value) => value,
}

/** Where people find help: a page or a mail address. */
export const helpLink: ValueType<string> = {
  parse: (given, directory) => {
    const checked = text.parse(given, directory)
    if ('problem' in checked) return checked
    const scheme = URL.canParse(given) ? new URL(given).protocol : ''
    return ['https:', 'http:', 'mailto:'].includes(scheme)
      ? { value: given }
      : { problem: 'is not a URL with https, http or mailto' }
  },
  show: (value) => value,
}

/** Kinds of pictures that all browsers show, by the ending of a file's name. */
export const PICTURE_TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
}

/** A file with a picture; the value is absolute. */
export const pictureFile: ValueType<string> = {
  parse: (given, directory) => {
    const parsed = path.parse(given, directory)
    if ('problem' in parsed || extname(parsed.value).toLowerCase() in PICTURE_TYPES) return parsed
    return { problem: `is no picture: its name ends in none of ${Object.keys(PICTURE_TYPES).join(', ')}` }
  },
  show: (value) => value,
}
