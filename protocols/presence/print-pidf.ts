// PIDF as XML (RFC 3863 §4), in the order of its schema.
import { normaliseDateTime } from '../im/date-time.ts'
import {
  AGP_PIDF_NAMESPACE,
  CAPABILITIES_NAMESPACE,
  DATA_MODEL_NAMESPACE,
  PIDF_NAMESPACE,
  type Pidf,
  PidfError,
  type PidfNote,
  type PidfPerson,
  type PidfTuple,
  RPID_NAMESPACE,
} from './pidf.ts'
import { xmlElement, xmlText, xmlValue } from './xml-element.ts'

/** An NCName of ASCII, as xs:ID wants it. */
const ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,4095}$/
const ACTIVITY = /^[a-z]+(-[a-z]+)*$/
const NAMESPACES = {
  xmlns: PIDF_NAMESPACE,
  'xmlns:dm': DATA_MODEL_NAMESPACE,
  'xmlns:rpid': RPID_NAMESPACE,
  'xmlns:caps': CAPABILITIES_NAMESPACE,
  'xmlns:agp-pidf': AGP_PIDF_NAMESPACE,
}

/**
 * Prints a document; the same one is always the same text. Characters that XML cannot carry become U+FFFD. Throws PidfError (`bad-value`) where an id, an
 * activity or a time is none, which is our own fault.
 */
export function printPidf({ entity, tuples, person, notes }: Pidf): string {
  const children = [...tuples.map(printTuple), ...notes.map((note) => printNote('note', note)), person && printPerson(person)]
  return `<?xml version='1.0' encoding='UTF-8'?>\n${xmlElement('presence', { ...NAMESPACES, entity }, children)}`
}

function printTuple({ id, basic, extended, contact, device, capabilities, notes, timestamp }: PidfTuple): string {
  return xmlElement('tuple', { id: idOf(id) }, [
    xmlElement('status', {}, [xmlValue('basic', basic), xmlValue('agp-pidf:extended', extended)]),
    capabilities &&
      xmlElement('caps:servcaps', {}, [xmlValue('caps:message', capabilities.message), xmlValue('caps:text', capabilities.text)]),
    device && xmlElement('agp-pidf:device-info', { id: device.id }, [xmlValue('agp-pidf:description', device.description)]),
    device && xmlValue('dm:deviceID', device.id),
    xmlValue('contact', contact),
    ...notes.map((note) => printNote('note', note)),
    xmlValue('timestamp', timeOf(timestamp)),
  ])
}

function printPerson({ id, activities, idle, notes }: PidfPerson): string {
  return xmlElement('dm:person', { id: idOf(id) }, [
    activities.length === 0 ? null : xmlElement('rpid:activities', {}, activities.map(printActivity)),
    idle === null ? null : xmlValue('rpid:user-input', idle ? 'idle' : 'active'),
    ...notes.map((note) => printNote('dm:note', note)),
  ])
}

function printActivity(name: string): string {
  if (!ACTIVITY.test(name)) throw new PidfError('bad-value', 'an activity is no name')
  return xmlElement(`rpid:${name}`, {}, [])
}

function printNote(name: string, { text, language }: PidfNote): string {
  return xmlElement(name, { 'xml:lang': language }, [xmlText(text)])
}

function idOf(id: string): string {
  if (!ID.test(id)) throw new PidfError('bad-value', 'an id is no XML name')
  return id
}

function timeOf(time: string | null): string | null {
  if (time !== null && normaliseDateTime(time) === null) throw new PidfError('bad-value', 'a time is no RFC 3339 date-time')
  return time
}
