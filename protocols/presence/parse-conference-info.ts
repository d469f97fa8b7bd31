// Conference-info as it is read (RFC 4575 §5), by whoever watches a conference.
import { normaliseDateTime } from '../im/date-time.ts'
import {
  AGP_CONFERENCE_NAMESPACE,
  CONFERENCE_INFO_NAMESPACE,
  type ConferenceCall,
  type ConferenceDescription,
  type ConferenceEndpoint,
  type ConferenceEvent,
  type ConferenceFile,
  type ConferenceInfo,
  ConferenceInfoError,
  type ConferenceUser,
  type EndpointStatus,
  type InfoState,
  type JoiningMethod,
  LARGEST_COUNT,
  type MediaStatus,
} from './conference-info.ts'
import { childOf, childrenOf, readXmlTree, type XmlTree } from './xml-tree.ts'

/** A room of a thousand comes to less than 1 MiB. */
const LIMITS = { length: 2_097_152, depth: 12 }
const WHOLE_NUMBER = /^\d{1,15}$/
const STATES: ReadonlySet<InfoState> = new Set(['full', 'partial', 'deleted'])
const MEDIA_STATUSES: ReadonlySet<MediaStatus> = new Set(['sendrecv', 'sendonly', 'recvonly', 'inactive'])
const JOINING_METHODS: ReadonlySet<JoiningMethod> = new Set(['dialed-in', 'dialed-out', 'focus-owner'])
const ENDPOINT_STATUSES: ReadonlySet<EndpointStatus> = new Set([
  'pending',
  'dialing-out',
  'dialing-in',
  'alerting',
  'on-hold',
  'connected',
  'muted-via-focus',
  'disconnecting',
  'disconnected',
])

/**
 * Reads a document of at most 2 MiB. Throws ConferenceInfoError where it is none. What cannot be read of it, or says nothing, such as a user without a
 * URI, counts as missing; elements that nobody knows are skipped.
 */
export function parseConferenceInfo(input: Uint8Array | string): ConferenceInfo {
  const root = readXmlTree(input, LIMITS, (fault, detail) => new ConferenceInfoError(fault, detail))
  const entity = root.attributes.get('entity')
  if (root.name !== 'conference-info' || root.namespace !== CONFERENCE_INFO_NAMESPACE || !entity)
    throw new ConferenceInfoError('not-conference-info', 'the document is no <conference-info> of a conference')
  const state = ours(root, 'conference-state')
  const users = ours(root, 'users')
  return {
    entity,
    state: stateOf(root),
    version: countOf(root.attributes.get('version') ?? null),
    description: descriptionOf(ours(root, 'conference-description')),
    webPage: textOf(ours(root, 'host-info'), 'web-page'),
    userCount: countOf(textOf(state, 'user-count')),
    active: booleanOf(textOf(state, 'active')),
    locked: booleanOf(textOf(state, 'locked')),
    users: allOurs(users, 'user').flatMap(userOf),
    usersState: stateOf(users),
  }
}

function descriptionOf(description: XmlTree | null): ConferenceDescription {
  const files = agp(agp(description, 'resources'), 'files')
  return {
    displayText: textOf(description, 'display-text'),
    subject: textOf(description, 'subject'),
    freeText: textOf(description, 'free-text'),
    uris: allOurs(ours(description, 'conf-uris'), 'entry').flatMap((entry) => {
      const uri = textOf(entry, 'uri')
      return uri ? [{ uri, displayText: textOf(entry, 'display-text'), purpose: textOf(entry, 'purpose') }] : []
    }),
    availableMedia: allOurs(ours(description, 'available-media'), 'entry').flatMap((entry) => {
      const label = entry.attributes.get('label')
      const type = textOf(entry, 'type')
      return label && type ? [{ label, type, status: oneOf(MEDIA_STATUSES, textOf(entry, 'status')) }] : []
    }),
    files: childrenOf(files, 'file', AGP_CONFERENCE_NAMESPACE).flatMap(fileOf),
    duration: numberOf(agp(description, 'duration')?.text),
  }
}

function fileOf({ attributes }: XmlTree): ConferenceFile[] {
  const name = attributes.get('name')
  const hash = attributes.get('hash')
  const size = numberOf(attributes.get('size'))
  if (!name || !hash || size === null) return []
  return [{ name, hash, size, sender: attributes.get('sender') ?? '', status: attributes.get('status') ?? '' }]
}

function userOf(user: XmlTree): ConferenceUser[] {
  const entity = user.attributes.get('entity')
  if (!entity) return []
  return [
    {
      entity,
      state: stateOf(user),
      displayText: textOf(user, 'display-text'),
      endpoints: allOurs(user, 'endpoint').map(endpointOf),
      screenImageUrl: agp(user, 'screen_image_url')?.text ?? null,
    },
  ]
}

function endpointOf(endpoint: XmlTree): ConferenceEndpoint {
  return {
    entity: endpoint.attributes.get('entity') ?? '',
    state: stateOf(endpoint),
    displayText: textOf(endpoint, 'display-text'),
    referred: eventOf(ours(endpoint, 'referred')),
    status: oneOf(ENDPOINT_STATUSES, textOf(endpoint, 'status')),
    joiningMethod: oneOf(JOINING_METHODS, textOf(endpoint, 'joining-method')),
    joined: eventOf(ours(endpoint, 'joining-info')),
    media: allOurs(endpoint, 'media').flatMap((media) => {
      const id = media.attributes.get('id')
      return id ? [{ id, type: textOf(media, 'type'), status: oneOf(MEDIA_STATUSES, textOf(media, 'status')) }] : []
    }),
    call: callOf(ours(ours(endpoint, 'call-info'), 'sip')),
  }
}

function eventOf(event: XmlTree | null): ConferenceEvent | null {
  if (event === null) return null
  const when = textOf(event, 'when')
  const isTime = when !== null && normaliseDateTime(when) !== null
  return { when: isTime ? when : null, reason: textOf(event, 'reason'), by: textOf(event, 'by') }
}

function callOf(sip: XmlTree | null): ConferenceCall | null {
  const [callId, fromTag, toTag] = [textOf(sip, 'call-id'), textOf(sip, 'from-tag'), textOf(sip, 'to-tag')]
  return callId === null || fromTag === null || toTag === null ? null : { callId, fromTag, toTag }
}

function ours(tree: XmlTree | null, name: string): XmlTree | null {
  return childOf(tree, name, CONFERENCE_INFO_NAMESPACE)
}

function allOurs(tree: XmlTree | null, name: string): readonly XmlTree[] {
  return childrenOf(tree, name, CONFERENCE_INFO_NAMESPACE)
}

function agp(tree: XmlTree | null, name: string): XmlTree | null {
  return childOf(tree, name, AGP_CONFERENCE_NAMESPACE)
}

function textOf(tree: XmlTree | null, name: string): string | null {
  return ours(tree, name)?.text ?? null
}

/** Where nothing is said, all is (RFC 4575 §4.4). */
function stateOf(tree: XmlTree | null): InfoState {
  return oneOf(STATES, tree?.attributes.get('state') ?? null) ?? 'full'
}

function oneOf<Name extends string>(names: ReadonlySet<Name>, text: string | null): Name | null {
  for (const name of names) if (name === text) return name
  return null
}

function numberOf(text: string | null | undefined): number | null {
  return text && WHOLE_NUMBER.test(text) ? Number(text) : null
}

function countOf(text: string | null): number | null {
  const number = numberOf(text)
  return number === null || number > LARGEST_COUNT ? null : number
}

function booleanOf(text: string | null): boolean | null {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : null
}
