// PIDF as it is read (RFC 3863 §4), with what RPID and the data model add, by whoever watches a person.
import { normaliseDateTime } from '../im/date-time.ts'
import {
  AGP_PIDF_NAMESPACE,
  CAPABILITIES_NAMESPACE,
  DATA_MODEL_NAMESPACE,
  type ExtendedStatus,
  PIDF_NAMESPACE,
  type Pidf,
  type PidfCapabilities,
  type PidfDevice,
  PidfError,
  type PidfNote,
  type PidfPerson,
  type PidfTuple,
  RPID_NAMESPACE,
} from './pidf.ts'
import { childOf, childrenOf, readXmlTree, type XmlTree } from './xml-tree.ts'

/** Far more than anybody has devices and says of them. */
const LIMITS = { length: 262_144, depth: 12 }
const MOST_TUPLES = 64
const MOST_NOTES = 16
const EXTENDED: ReadonlySet<ExtendedStatus> = new Set(['available', 'away', 'busy', 'offline'])

/**
 * Reads a document of at most 256 KiB. Throws PidfError where it is none. What cannot be read of it counts as missing, elements that nobody knows are
 * skipped; of tuples the first 64 are read, of notes in one place the first 16.
 */
export function parsePidf(input: Uint8Array | string): Pidf {
  const root = readXmlTree(input, LIMITS, (fault, detail) => new PidfError(fault, detail))
  const entity = root.attributes.get('entity')
  if (root.name !== 'presence' || root.namespace !== PIDF_NAMESPACE || !entity)
    throw new PidfError('not-pidf', 'the document is no <presence> of anybody')
  return {
    entity,
    tuples: childrenOf(root, 'tuple', PIDF_NAMESPACE).slice(0, MOST_TUPLES).flatMap(tupleOf),
    person: personOf(childOf(root, 'person', DATA_MODEL_NAMESPACE)),
    notes: notesOf(root, PIDF_NAMESPACE),
  }
}

function tupleOf(tuple: XmlTree): PidfTuple[] {
  const id = tuple.attributes.get('id')
  if (!id) return []
  const status = childOf(tuple, 'status', PIDF_NAMESPACE)
  const basic = childOf(status, 'basic', PIDF_NAMESPACE)?.text
  const timestamp = childOf(tuple, 'timestamp', PIDF_NAMESPACE)?.text ?? null
  return [
    {
      id,
      basic: basic === 'open' || basic === 'closed' ? basic : null,
      extended: extendedOf(childOf(status, 'extended', AGP_PIDF_NAMESPACE)?.text),
      contact: childOf(tuple, 'contact', PIDF_NAMESPACE)?.text || null,
      device: deviceOf(tuple),
      capabilities: capabilitiesOf(childOf(tuple, 'servcaps', CAPABILITIES_NAMESPACE)),
      notes: notesOf(tuple, PIDF_NAMESPACE),
      timestamp: timestamp !== null && normaliseDateTime(timestamp) !== null ? timestamp : null,
    },
  ]
}

function extendedOf(text: string | undefined): ExtendedStatus | null {
  for (const status of EXTENDED) if (status === text) return status
  return null
}

function deviceOf(tuple: XmlTree): PidfDevice | null {
  const info = childOf(tuple, 'device-info', AGP_PIDF_NAMESPACE)
  const id = info?.attributes.get('id') || childOf(tuple, 'deviceID', DATA_MODEL_NAMESPACE)?.text
  return id ? { id, description: childOf(info, 'description', AGP_PIDF_NAMESPACE)?.text || null } : null
}

function capabilitiesOf(capabilities: XmlTree | null): PidfCapabilities | null {
  if (capabilities === null) return null
  const said = (name: string) => booleanOf(childOf(capabilities, name, CAPABILITIES_NAMESPACE)?.text)
  return { message: said('message'), text: said('text') }
}

function personOf(person: XmlTree | null): PidfPerson | null {
  const id = person?.attributes.get('id')
  if (!person || !id) return null
  const activities = childOf(person, 'activities', RPID_NAMESPACE)
  const input = childOf(person, 'user-input', RPID_NAMESPACE)?.text
  return {
    id,
    activities: (activities?.children ?? []).flatMap(({ namespace, name }) =>
      namespace === RPID_NAMESPACE && name !== 'note' ? [name] : [],
    ),
    idle: input === 'idle' ? true : input === 'active' ? false : null,
    notes: [...notesOf(person, DATA_MODEL_NAMESPACE), ...notesOf(activities, RPID_NAMESPACE)].slice(0, MOST_NOTES),
  }
}

function notesOf(tree: XmlTree | null, namespace: string): readonly PidfNote[] {
  return childrenOf(tree, 'note', namespace)
    .filter(({ text }) => text !== '')
    .slice(0, MOST_NOTES)
    .map(({ text, language }) => ({ text, language }))
}

function booleanOf(text: string | undefined): boolean | null {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : null
}
