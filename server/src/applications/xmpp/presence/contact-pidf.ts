import { printDateTime } from '@weft/protocols/im/date-time'
import type { ExtendedStatus, Pidf, PidfTuple } from '@weft/protocols/presence/pidf'
import { type Jid, printJid } from '@weft/protocols/xmpp/jid'
import type { Availability } from '@weft/protocols/xmpp/presence'
import { grOfResource } from '@weft/protocols/xmpp/sip-address'
import { sipUriOf } from '../sip-uri.ts'

/** How somebody's device is. */
export interface ResourcePresence {
  /** Null: the presence named no device. */
  readonly resource: string | null
  /** Null: it is not there any more. */
  readonly availability: Availability | null
  /** ms since the epoch, when that came to be. */
  readonly at: number
}

/** What people do who say that they are not to be reached (RFC 4480 §3.2). */
const ACTIVITIES: Partial<Record<ExtendedStatus, string>> = { away: 'away', busy: 'busy' }

/** What somebody on SIP is told of a contact on XMPP (RFC 7248 §5, xmpp-gateway §5.1); null where SIP cannot say the contact's address. */
export function pidfOfContact(contact: Jid, resources: readonly ResourcePresence[]): Pidf | null {
  const entity = sipUriOf(contact)
  if (entity === null) return null
  const states = resources.flatMap(({ availability }) => (availability === null ? [] : extendedOf(availability)))
  const activities = new Set(states.flatMap((state) => ACTIVITIES[state] ?? []))
  return {
    entity,
    tuples: resources.map((resource) => tupleOf(contact, resource)),
    // Whoever is free on one device is free.
    person: {
      id: `PID-${grOfResource(printJid(contact))}`,
      activities: states.includes('available') ? [] : [...activities],
      idle: null,
      notes: [],
    },
    notes: [],
  }
}

function tupleOf(contact: Jid, { resource, availability, at }: ResourcePresence): PidfTuple {
  const id = grOfResource(resource ?? printJid(contact))
  const uri = sipUriOf({ ...contact, resource })
  return {
    id: `SID-${id}`,
    basic: availability === null ? 'closed' : 'open',
    extended: availability === null ? 'offline' : extendedOf(availability),
    contact: uri && `${uri};xmpp`,
    device: resource === null ? null : { id, description: resource },
    capabilities: { message: true, text: true },
    notes: (availability?.statuses ?? []).map(({ text, lang }) => ({ text, language: lang })),
    timestamp: printDateTime(at),
  }
}

function extendedOf({ show }: Availability): ExtendedStatus {
  if (show === 'away' || show === 'xa') return 'away'
  return show === 'dnd' ? 'busy' : 'available'
}
