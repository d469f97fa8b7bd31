import type { Pidf, PidfTuple } from '@weft/protocols/presence/pidf'
import { parseResource } from '@weft/protocols/xmpp/jid'
import { type Availability, type Show, shortStatus } from '@weft/protocols/xmpp/presence'

/** What an activity is in XMPP (RFC 4480 §3.2); of several the first of these counts. */
const SHOWS: readonly (readonly [Show, readonly string[]])[] = [
  ['dnd', ['busy', 'on-the-phone', 'meeting', 'presentation', 'performance']],
  ['xa', ['holiday', 'vacation', 'permanent-absence', 'sleeping']],
  ['away', ['away', 'meal', 'breakfast', 'dinner', 'in-transit', 'travel', 'steering']],
]

/** Of one device: what is said of a person is said with each of them. */
const MOST_STATUSES = 4

/**
 * What a contact on XMPP is told of somebody on SIP: the devices that are there, by resource, each with how it is (RFC 7248 §4, xmpp-gateway §5.2). Tuples that
 * have no name that could be a resource are left out.
 */
export function presencesOf(pidf: Pidf): ReadonlyMap<string, Availability> {
  const devices = pidf.tuples.flatMap((tuple) => {
    const resource = parseResource(tuple.device?.id ?? tuple.id)
    return resource === null || !isThere(tuple) ? [] : [[resource, availabilityOf(tuple, pidf)] as const]
  })
  return new Map(devices)
}

function isThere({ basic, extended }: PidfTuple): boolean {
  return extended === null ? basic === 'open' : extended !== 'offline'
}

function availabilityOf(tuple: PidfTuple, { person, notes }: Pidf): Availability {
  const said = [tuple.notes, person?.notes ?? [], notes].find((list) => list.length > 0) ?? []
  const statuses = said.slice(0, MOST_STATUSES).map(({ text, language }) => shortStatus(text, language))
  return { show: showOf(tuple, person?.activities ?? []), statuses, priority: 0 }
}

function showOf({ extended }: PidfTuple, activities: readonly string[]): Show | null {
  if (extended === 'away') return 'away'
  if (extended === 'busy') return 'dnd'
  if (extended === 'available') return null
  return SHOWS.find(([, names]) => names.some((name) => activities.includes(name)))?.[0] ?? null
}
