import { type Caps, capsHash } from '@weft/protocols/xmpp/caps'
import type { DiscoInfo, Identity } from '@weft/protocols/xmpp/disco'
import { NS } from '@weft/protocols/xmpp/namespaces'

/** XEP-0045 §6.4: what a room is. */
const ROOM_KIND = ['muc_temporary', 'muc_unmoderated', 'muc_open', 'muc_nonanonymous', 'muc_public', 'muc_unsecured']
/** Of whoever answers at all. */
const COMMON = [NS.discoInfo, NS.discoItems, NS.ping, NS.version]
const ROOMS: Identity = { category: 'conference', type: 'text', name: 'Chat rooms', lang: null }

/** A SIP domain. `product`: what its software is called. */
export function domainCapabilities(product: string): DiscoInfo {
  return {
    identities: [
      { category: 'gateway', type: 'sip', name: product, lang: null },
      { category: 'server', type: 'im', name: product, lang: null },
    ],
    features: COMMON,
  }
}

/** Everybody on SIP: what we do for them, whatever their devices can do. */
export const USER_CAPABILITIES: DiscoInfo = {
  identities: [{ category: 'client', type: 'pc', name: '', lang: null }],
  features: [...COMMON, NS.caps, NS.chatStates, NS.receipts, NS.chatMarkers],
}

export const ROOM_SERVICE_CAPABILITIES: DiscoInfo = { identities: [ROOMS], features: [...COMMON, NS.muc] }

export const ROOM_CAPABILITIES: DiscoInfo = { identities: [ROOMS], features: [...COMMON, NS.muc, ...ROOM_KIND] }

/** What a presence of anybody on SIP says of what there is (XEP-0115). */
export const USER_CAPS: Caps = { node: 'urn:weft:gateway', ver: capsHash(USER_CAPABILITIES), hash: 'sha-1' }
