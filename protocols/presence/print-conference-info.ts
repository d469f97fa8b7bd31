// Conference-info as XML (RFC 4575 §5), in the order of its schema.
import { normaliseDateTime } from '../im/date-time.ts'
import {
  AGP_CONFERENCE_NAMESPACE,
  CONFERENCE_INFO_NAMESPACE,
  type ConferenceDescription,
  type ConferenceEndpoint,
  type ConferenceEvent,
  type ConferenceInfo,
  ConferenceInfoError,
  type ConferenceUser,
  LARGEST_COUNT,
} from './conference-info.ts'
import { xmlElement, xmlValue } from './xml-element.ts'

/**
 * Prints a document; the same one is always the same text. Characters that XML cannot carry become U+FFFD. Throws ConferenceInfoError (`bad-value`) where a
 * number or a time is none, which is our own fault.
 */
export function printConferenceInfo(info: ConferenceInfo): string {
  return printForWatchers(info)(info.version)
}

/**
 * The same document for many watchers, each of whom counts versions for himself (RFC 4575 §4.2): all of it but the version is printed once, for there may be
 * as many of them as there are users in it. Throws, and what it returns throws, as printConferenceInfo() does.
 */
export function printForWatchers(info: Omit<ConferenceInfo, 'version'>): (version: number | null) => string {
  const { entity, state, description, webPage, userCount, active, locked, users, usersState } = info
  const inside = [
    whereNotEmpty('conference-description', descriptionOf(description)),
    whereNotEmpty('host-info', [xmlValue('web-page', webPage)]),
    whereNotEmpty('conference-state', [
      xmlValue('user-count', count(userCount)),
      xmlValue('active', active),
      xmlValue('locked', locked),
    ]),
    xmlElement('users', { state: usersState }, users.map(printUser)),
  ].filter((element) => element !== null)
  const content = [inside.join('')]
  const namespaces = { xmlns: CONFERENCE_INFO_NAMESPACE, 'xmlns:agp-conf': AGP_CONFERENCE_NAMESPACE }
  return (version) => {
    const root = xmlElement('conference-info', { ...namespaces, entity, state, version: count(version) }, content)
    return `<?xml version='1.0' encoding='UTF-8'?>\n${root}`
  }
}

function descriptionOf(description: ConferenceDescription): readonly (string | null)[] {
  const { displayText, subject, freeText, uris, availableMedia, files, duration } = description
  return [
    xmlValue('display-text', displayText),
    xmlValue('subject', subject),
    xmlValue('free-text', freeText),
    whereNotEmpty(
      'conf-uris',
      uris.map((one) =>
        xmlElement('entry', {}, [
          xmlValue('uri', one.uri),
          xmlValue('display-text', one.displayText),
          xmlValue('purpose', one.purpose),
        ]),
      ),
    ),
    whereNotEmpty(
      'available-media',
      availableMedia.map(({ label, type, status }) =>
        xmlElement('entry', { label }, [xmlValue('type', type), xmlValue('status', status)]),
      ),
    ),
    whereNotEmpty('agp-conf:resources', [
      whereNotEmpty(
        'agp-conf:files',
        files.map(({ name, hash, size, sender, status }) =>
          xmlElement('agp-conf:file', { name, hash, size: wholeNumber(size), sender, status }, []),
        ),
      ),
    ]),
    xmlValue('agp-conf:duration', duration === null ? null : wholeNumber(duration)),
  ]
}

/** The schema has what it does not know behind the endpoints. */
function printUser({ entity, state, displayText, endpoints, screenImageUrl }: ConferenceUser): string {
  return xmlElement('user', { entity, state }, [
    xmlValue('display-text', displayText),
    ...endpoints.map(printEndpoint),
    xmlValue('agp-conf:screen_image_url', screenImageUrl),
  ])
}

function printEndpoint(endpoint: ConferenceEndpoint): string {
  const { entity, state, displayText, referred, status, joiningMethod, joined, media, call } = endpoint
  return xmlElement('endpoint', { entity, state }, [
    xmlValue('display-text', displayText),
    printEvent('referred', referred),
    xmlValue('status', status),
    xmlValue('joining-method', joiningMethod),
    printEvent('joining-info', joined),
    ...media.map((one) => xmlElement('media', { id: one.id }, [xmlValue('type', one.type), xmlValue('status', one.status)])),
    call &&
      xmlElement('call-info', {}, [
        xmlElement('sip', {}, [
          xmlValue('call-id', call.callId),
          xmlValue('from-tag', call.fromTag),
          xmlValue('to-tag', call.toTag),
        ]),
      ]),
  ])
}

function printEvent(name: string, event: ConferenceEvent | null): string | null {
  if (event === null) return null
  const { when, reason, by } = event
  if (when !== null && normaliseDateTime(when) === null) throw new ConferenceInfoError('bad-value', `the time of ${name} is none`)
  return xmlElement(name, {}, [xmlValue('when', when), xmlValue('reason', reason), xmlValue('by', by)])
}

/** The schema wants something in some elements, and they say nothing without it. */
function whereNotEmpty(name: string, children: readonly (string | null)[]): string | null {
  return children.every((child) => child === null) ? null : xmlElement(name, {}, children)
}

function count(value: number | null): number | null {
  if (value !== null && wholeNumber(value) > LARGEST_COUNT) throw new ConferenceInfoError('bad-value', 'a number is too large')
  return value
}

function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new ConferenceInfoError('bad-value', 'a number is not whole')
  return value
}
