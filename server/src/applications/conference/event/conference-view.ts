import { printFileHash } from '@weft/protocols/im/file-hash'
import type {
  ConferenceEndpoint,
  ConferenceInfo,
  ConferenceUri,
  ConferenceUser,
  EndpointStatus,
} from '@weft/protocols/presence/conference-info'
import { addressKey } from '../../../core/address-key.ts'
import type { ChatMedium } from '../../../core/chatroom/chatroom.ts'
import type { RoomFile } from '../../../core/chatroom/room-file.ts'
import type { ChatParticipant, ChatSession } from '../../../core/chatroom/roster.ts'
import type { WaysIn } from '../../../core/chatroom/welcome.ts'
import type { Invitee } from './invitation.ts'

/** A chat room as those see it who watch it. */
export interface ConferenceView {
  /** `user@host`. */
  readonly address: string
  readonly subject: string
  readonly participants: readonly ChatParticipant[]
  readonly files: readonly Pick<RoomFile, 'name' | 'size' | 'sender' | 'sha1'>[]
  /** Who is being called in. */
  readonly invitees: readonly Invitee[]
  readonly waysIn: Pick<WaysIn, 'advertiseXmppSupport' | 'pstnAccessNumbers'>
  /** Whether it is there. */
  readonly isActive: boolean
  /** `Weft/version`. */
  readonly product: string
}

const FULL = 'full'
const MEDIA_TYPES: Readonly<Record<ChatMedium, string>> = { chat: 'message', audio: 'audio' }

/**
 * What watchers of a room are told, the whole of it (RFC 4575 §5, msrp-conference §9.3). Users are told apart by their addresses; a user's devices by where
 * they are reached, and by a number where that is the same.
 */
export function conferenceInfo(view: ConferenceView): Omit<ConferenceInfo, 'version'> {
  const { address, subject, participants, files, product, isActive } = view
  return {
    entity: sip(address),
    state: FULL,
    description: {
      displayText: 'Ad-hoc conference',
      subject,
      freeText: `Hosted by ${product}`,
      uris: urisOf(view),
      availableMedia: [{ label: 'message', type: 'message', status: 'sendrecv' }],
      files: files.map(({ name, size, sender, sha1 }) => ({
        ...{ name, size, hash: printFileHash(sha1), status: 'OK' },
        sender: sip(sender.uri),
      })),
      duration: null,
    },
    webPage: null,
    userCount: participants.length,
    active: isActive,
    locked: null,
    users: usersOf(view),
    usersState: FULL,
  }
}

function urisOf({ address, waysIn }: ConferenceView): ConferenceUri[] {
  const { advertiseXmppSupport, pstnAccessNumbers } = waysIn
  const uris = [sip(address), ...(advertiseXmppSupport ? [`xmpp:${address}`] : []), ...pstnAccessNumbers.map(tel)]
  return uris.map((uri) => ({ uri, displayText: null, purpose: 'participation' }))
}

/** One who is there with a device and called at another is one user. */
function usersOf({ participants, invitees }: ConferenceView): ConferenceUser[] {
  const called = Map.groupBy(invitees, ({ address }) => addressKey(address))
  const present = participants.map((participant) => {
    const key = addressKey(participant.party.uri)
    const others = called.get(key) ?? []
    called.delete(key)
    return userOf(participant, others)
  })
  const awaited = [...called.values()].flatMap((devices) => {
    const [first] = devices
    return first ? [user(first.address, null, devices.map(calledEndpoint))] : []
  })
  return [...present, ...awaited]
}

function userOf({ party, nickname, screenUrl, sessions }: ChatParticipant, called: readonly Invitee[]): ConferenceUser {
  const contacts = sessions.map(({ member }) => member.contact ?? sip(party.uri))
  const isShared = (contact: string) => contacts.indexOf(contact) !== contacts.lastIndexOf(contact)
  const endpoints = sessions.map((session, at) => {
    const contact = contacts[at]
    return endpointOf(session, contact === undefined || isShared(contact) ? `${sip(party.uri)};session=${session.id}` : contact)
  })
  return user(party.uri, nickname ?? named(party.displayName), [...endpoints, ...called.map(calledEndpoint)], screenUrl)
}

function user(
  address: string,
  displayText: string | null,
  endpoints: readonly ConferenceEndpoint[],
  screenUrl?: string,
): ConferenceUser {
  return { entity: sip(address), state: FULL, displayText, endpoints, screenImageUrl: screenUrl ?? null }
}

function endpointOf({ id, member, since, media, nickname, isOnHold }: ChatSession, entity: string): ConferenceEndpoint {
  const { party, invitedBy } = member
  return {
    ...{ entity, state: FULL, displayText: nickname ?? named(party.displayName), call: null },
    status: isOnHold ? 'on-hold' : 'connected',
    referred: invitedBy === undefined ? null : { when: null, reason: null, by: sip(invitedBy) },
    joiningMethod: invitedBy === undefined ? 'dialed-in' : 'dialed-out',
    joined: { when: new Date(since).toISOString(), reason: null, by: null },
    media: media.map((medium) => ({ id: `${id}-${medium}`, type: MEDIA_TYPES[medium], status: null })),
  }
}

function calledEndpoint({ id, address, invitedBy, since, isRinging }: Invitee): ConferenceEndpoint {
  const status: EndpointStatus = isRinging ? 'alerting' : 'dialing-out'
  return {
    ...{ entity: `${sip(address)};invitation=${id}`, state: FULL, displayText: null, call: null, joined: null, media: [] },
    ...{ status, joiningMethod: 'dialed-out' },
    referred: { when: new Date(since).toISOString(), reason: null, by: sip(invitedBy) },
  }
}

/** Nothing is shown for who gave no name, so that clients show his address. */
function named(displayName: string): string | null {
  return displayName === '' ? null : displayName
}

function sip(address: string): string {
  return `sip:${address}`
}

/** Operators write numbers as people read them; a tel URI has no spaces (RFC 3966 §3). */
function tel(number: string): string {
  return `tel:${number.replace(/[^\d+*#\-.()a-f]/gi, '')}`
}
