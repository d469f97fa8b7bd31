// What the lines of a section say: attributes (RFC 8866 §5.13), the address of a stream (§5.7), its direction (§6.7).
import type { SdpLine, SdpMedia, SdpSection, SessionDescription } from './session-description.ts'

/** From whoever wrote it: `sendonly` means that he sends. */
export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

const MIRRORED: Readonly<Record<SdpDirection, SdpDirection>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
}
const CONNECTION = /^IN +IP[46] +([^\s/]+)(?:\/\S*)? *$/i

/** The value of the first attribute of that name, whose case counts; "" where it has none; null where it is not there. */
export function attributeOf(section: SdpSection, name: string): string | null {
  return attributesOf(section, name)[0] ?? null
}

/** The values of all attributes of that name, in order. */
export function attributesOf(section: SdpSection, name: string): readonly string[] {
  return section.lines.flatMap(({ type, value }) => {
    if (type !== 'a' || !value.startsWith(name)) return []
    if (value.length === name.length) return ['']
    return value[name.length] === ':' ? [value.slice(name.length + 1)] : []
  })
}

/** The line of an attribute; of one without a value where that is null. */
export function attributeLine(name: string, value: string | null = null): SdpLine {
  return { type: 'a', value: value === null ? name : `${name}:${value}` }
}

/** The address of a stream: its own, or that of the session; null where there is none that can be read. */
export function addressOf(description: SessionDescription, media: SdpMedia): string | null {
  const line = [...media.lines, ...description.lines].find(({ type }) => type === 'c')
  return CONNECTION.exec(line?.value ?? '')?.[1] ?? null
}

/** The line `c=` of an address. */
export function connectionLine(address: string): SdpLine {
  return { type: 'c', value: `IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}` }
}

/** The direction of a stream: its own, or that of the session, or both ways. */
export function directionOf(description: SessionDescription, media: SdpMedia): SdpDirection {
  for (const section of [media, description]) {
    for (const { type, value } of section.lines) if (type === 'a' && isDirection(value)) return value
  }
  return 'sendrecv'
}

/** What the other side says where one side says that. */
export function mirroredDirection(direction: SdpDirection): SdpDirection {
  return MIRRORED[direction]
}

/** Whether who wrote it does not want to hear anything on that stream for now: RFC 3264 §8.4, and the address by which RFC 2543 said so. */
export function isOnHold(description: SessionDescription, media: SdpMedia): boolean {
  const direction = directionOf(description, media)
  return media.port !== 0 && (direction === 'sendonly' || direction === 'inactive' || addressOf(description, media) === '0.0.0.0')
}

function isDirection(value: string): value is SdpDirection {
  return Object.hasOwn(MIRRORED, value)
}
