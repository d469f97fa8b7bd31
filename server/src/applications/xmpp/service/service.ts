import { type DiscoInfo, type DiscoItem, discoInfoElement, discoItemsElement } from '@weft/protocols/xmpp/disco'
import { parseJid } from '@weft/protocols/xmpp/jid'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { errorTo, resultTo } from '@weft/protocols/xmpp/reply'
import { questionOf, type SoftwareVersion, versionElement } from '@weft/protocols/xmpp/service-query'
import type { Stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import { attributeOf, childOf, elementsOf, type XmlElement } from '@weft/protocols/xmpp/xml'
import type { Recipient } from '../recipient.ts'
import { domainCapabilities, ROOM_CAPABILITIES, ROOM_SERVICE_CAPABILITIES, USER_CAPABILITIES, USER_CAPS } from './capabilities.ts'

export interface ServiceSettings {
  readonly software: SoftwareVersion
  /** The domain of the rooms of a SIP domain; null where there is none. */
  roomsOf(domain: string): string | null
}

/** XEP-0004. */
const DATA_FORM = 'jabber:x:data'

/** What is done with a question. */
export type ServiceAnswer =
  | { readonly answer: XmlElement; readonly why: string }
  /** It is about somebody in a room, which only the room knows. */
  | { readonly ask: 'room' }

/**
 * Answers what anybody may ask of addresses of ours (XEP-0030, XEP-0092, XEP-0199; xmpp-gateway §2.3). Who the users are, and which rooms there are, is told to
 * nobody.
 */
export function answerQuestion(iq: Stanza, recipient: Recipient, settings: ServiceSettings): ServiceAnswer {
  const question = iq.type === 'get' || iq.type === 'set' ? questionOf(iq.element) : null
  if (question === null) return refusal(iq, 'bad-request', 'not one question')
  if (recipient.kind === 'nobody') return refusal(iq, 'service-unavailable', 'no domain of ours')
  if (recipient.kind === 'occupant') return { ask: 'room' }
  if (recipient.kind === 'room' && iq.type === 'set' && takesRoomAsItIs(question)) return result(iq, null)
  if (iq.type === 'set') return refusal(iq, setRefusal(question, recipient), 'nothing is set here')
  switch (question.namespace) {
    case NS.discoInfo:
      return info(iq, question, recipient, settings)
    case NS.discoItems:
      return items(iq, question, recipient, settings)
    case NS.version:
      return result(iq, versionElement(settings.software))
    case NS.ping:
      return result(iq, null)
    default:
      return refusal(iq, setRefusal(question, recipient), 'not known')
  }
}

function info(iq: Stanza, question: XmlElement, recipient: Recipient, { software }: ServiceSettings): ServiceAnswer {
  const node = attributeOf(question, 'node')
  const capabilities = capabilitiesOf(recipient, software.name)
  // XEP-0115 §6.2: who has seen a hash asks what it stands for.
  const isCaps = recipient.kind === 'user' && node === `${USER_CAPS.node}#${USER_CAPS.ver}`
  if (capabilities === null || (node !== null && !isCaps)) return refusal(iq, 'item-not-found', 'no such node')
  return result(iq, discoInfoElement(capabilities, node))
}

function capabilitiesOf(recipient: Recipient, product: string): DiscoInfo | null {
  switch (recipient.kind) {
    case 'domain':
      return domainCapabilities(product)
    case 'user':
      return USER_CAPABILITIES
    case 'service':
      return ROOM_SERVICE_CAPABILITIES
    case 'room':
      return ROOM_CAPABILITIES
    default:
      return null
  }
}

/** Nothing of ours has parts under a node; who asks for one gets it named in the answer (XEP-0030 §4.2). */
function items(iq: Stanza, question: XmlElement, recipient: Recipient, settings: ServiceSettings): ServiceAnswer {
  const node = attributeOf(question, 'node')
  return result(iq, discoItemsElement(node === null ? itemsOf(iq, recipient, settings) : [], node))
}

function itemsOf(iq: Stanza, recipient: Recipient, { roomsOf }: ServiceSettings): DiscoItem[] {
  const rooms = recipient.kind === 'domain' && iq.to ? parseJid(roomsOf(iq.to.domain) ?? '') : null
  return rooms ? [{ jid: rooms, name: 'Chat rooms', node: null }] : []
}

/** XEP-0045 §10.1.2: who made a room says that nothing is to be set; refusing that would have clients leave it. */
function takesRoomAsItIs(question: XmlElement): boolean {
  const form = question.namespace === NS.mucOwner ? childOf(question, 'x', DATA_FORM) : null
  return form !== null && elementsOf(form).length === 0
}

/** Who asks to run a room is told that nobody does (xmpp-gateway §6.1). */
function setRefusal({ namespace }: XmlElement, { kind }: Recipient): StanzaErrorCondition {
  if (kind === 'room' && namespace === NS.mucOwner) return 'forbidden'
  if (kind === 'room' && namespace === NS.mucAdmin) return 'feature-not-implemented'
  return 'service-unavailable'
}

function result(iq: Stanza, payload: XmlElement | null): ServiceAnswer {
  return { answer: resultTo(iq, payload), why: 'answered' }
}

function refusal(iq: Stanza, condition: StanzaErrorCondition, why: string): ServiceAnswer {
  const answer = errorTo(iq.element, stanzaError(condition))
  // A question is never an error or a result, so that it can be answered.
  return { answer: answer ?? resultTo(iq), why }
}
