/** What a chat client offers or answers. */
export interface ChatOffer {
  readonly path: string
  /** Null: nothing is said. */
  readonly setup?: string | null
  /** Null: nothing is said. */
  readonly acceptTypes?: string | null
  readonly acceptWrapped?: string | null
  /** Further lines of the chat. */
  readonly more?: readonly string[]
  /** Whole media before the chat. */
  readonly before?: readonly string[]
  /** 0: the chat is refused, or over. */
  readonly port?: number
  readonly address?: string
  /** Of the description. */
  readonly version?: number
}

const TYPES = 'message/cpim text/* image/* application/im-iscomposing+xml'
const WRAPPED = 'text/* image/* application/im-iscomposing+xml'

/** A description as Blink writes it (msrp-conference §4.2). */
export function chatSdp(offer: ChatOffer): string {
  const { path, setup = 'actpass', acceptTypes = TYPES, acceptWrapped = WRAPPED, port = 2855, address = '127.0.0.1' } = offer
  const chat = [
    `m=message ${port} ${path.startsWith('msrps:') ? 'TCP/TLS/MSRP' : 'TCP/MSRP'} *`,
    `a=path:${path}`,
    ...(acceptTypes === null ? [] : [`a=accept-types:${acceptTypes}`]),
    ...(acceptWrapped === null ? [] : [`a=accept-wrapped-types:${acceptWrapped}`]),
    ...(setup === null ? [] : [`a=setup:${setup}`]),
    ...(offer.more ?? []),
  ]
  return sessionSdp([...(offer.before ?? []), ...chat], { address, version: offer.version ?? 1 })
}

/** A description with these media. */
export function sessionSdp(media: readonly string[], { address = '127.0.0.1', version = 1 } = {}): string {
  const head = ['v=0', `o=- 3724394400 ${version} IN IP4 ${address}`, 's=Blink', `c=IN IP4 ${address}`, 't=0 0']
  return [...head, ...media, ''].join('\r\n')
}

/** The value of the first attribute of that name, in the media of that place; null where there is none. */
export function attribute(sdp: string, name: string, index = 0): string | null {
  const section = mediaOf(sdp)[index] ?? []
  const line = section.find((one) => one === `a=${name}` || one.startsWith(`a=${name}:`))
  return line === undefined ? null : line.slice(`a=${name}:`.length)
}

/** The lines of each media, the line m= first. */
export function mediaOf(sdp: string): readonly (readonly string[])[] {
  const sections: string[][] = []
  for (const line of sdp.split('\r\n')) {
    if (line.startsWith('m=')) sections.push([line])
    else sections.at(-1)?.push(line)
  }
  return sections
}
