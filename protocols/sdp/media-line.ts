// The line that a media section begins with (RFC 8866 §5.14): `m=message 2855 TCP/TLS/MSRP *`.
import { SdpError } from './sdp-error.ts'

export interface MediaLine {
  /** `audio`, `video`, `message` … */
  readonly media: string
  /** 0: the stream is refused, or over (RFC 3264 §6, §8.2). */
  readonly port: number
  /** How many ports there are from that on; null where it is not said. */
  readonly ports: number | null
  readonly protocol: string
  /** Never empty, unless somebody left them out who refuses a stream. */
  readonly formats: readonly string[]
}

const MEDIA = /^(\S+) +(\d{1,5})(?:\/(\d{1,5}))? +(\S+)((?: +\S+)*) *$/

/** The value of an `m=` line; null where it is none. */
export function parseMediaLine(text: string): MediaLine | null {
  const [whole, media = '', port = '', ports, protocol = '', formats = ''] = MEDIA.exec(text) ?? []
  if (whole === undefined || Number(port) > 65_535) return null
  return {
    media,
    port: Number(port),
    ports: ports === undefined ? null : Number(ports),
    protocol,
    formats: formats.split(/ +/).filter((format) => format !== ''),
  }
}

/** The value of an `m=` line. Throws SdpError where a part would not stay that part. */
export function printMediaLine({ media, port, ports, protocol, formats }: MediaLine): string {
  const text = [media, ports === null ? port : `${port}/${ports}`, protocol, ...formats].join(' ')
  const again = parseMediaLine(text)
  const isSame = again?.media === media && again.port === port && again.ports === ports && again.protocol === protocol
  if (!isSame || again.formats.length !== formats.length)
    throw new SdpError('bad-value', 'a media line has a part that cannot stand there')
  return text
}
