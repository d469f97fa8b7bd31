// A dialog (RFC 3261 §12): what two user agents remember of each other. It is plain JSON, so that it is its own snapshot; the functions that work
// on it return a new one. Finding its way over the transactions is the caller's matter.
import { splitList } from './list.ts'
import { fieldOf, fieldsOf, type SipHeaderField, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { cseqOf, tagOf } from './message-identity.ts'
import { parseContacts, parseNameAddr } from './name-addr.ts'
import { parseUri } from './uri.ts'

export interface Dialog {
  /** Ended ones take and give no further requests. */
  readonly phase: 'early' | 'confirmed' | 'ended'
  readonly callId: string
  /** Our From in requests of ours, with our tag. */
  readonly local: string
  /** Our To in requests of ours, with the peer's tag, which RFC 2543 peers may lack. */
  readonly remote: string
  /** CSeq number of our last request; null before the first one. */
  readonly localSequence: number | null
  /** CSeq number of the peer's last request; null before the first one. */
  readonly remoteSequence: number | null
  /** URI of the peer's Contact. */
  readonly remoteTarget: string
  /** Route values, the next hop first. */
  readonly routeSet: readonly string[]
  /** Of sips and TLS: everything within goes to sips URIs. */
  readonly secure: boolean
}

/** Why a message makes no dialog. */
export type DialogFlaw = 'status' | 'no-tag' | 'contact' | 'record-route' | 'cseq' | 'parties'

export type DialogBirth = { readonly dialog: Dialog } | { readonly dialog: null; readonly flaw: DialogFlaw }

/** The most proxies that stay on the way: as many as Max-Forwards lets a request pass (§8.1.1.6). */
export const MOST_ROUTES = 70
/** The highest CSeq number (§8.1.1.5). */
export const MOST_SEQUENCE = 2 ** 31 - 1

/** The dialog that a response to our request makes (§12.1.2): one for each To tag that comes back. `secure`: to a sips URI over TLS. */
export function dialogOfClient(request: SipRequest, response: SipResponse, secure: boolean): DialogBirth {
  const parties = { local: fieldOf(request, 'From'), remote: fieldOf(response, 'To') }
  const sequences = { localSequence: cseqOf(request)?.number ?? null, remoteSequence: null }
  // §12.1.2: "A UAC MUST be prepared to receive a response without a tag in the To field".
  const tagless = tagOf(parties.local) === null
  const routeSet = routesOf(response)?.toReversed() ?? null
  return born({ request, response, parties, sequences, tagless, contact: response, routeSet, secure })
}

/** The dialog that our response to a request makes (§12.1.1). `secure`: to a sips URI over TLS. */
export function dialogOfServer(request: SipRequest, response: SipResponse, secure: boolean): DialogBirth {
  const parties = { local: fieldOf(response, 'To'), remote: fieldOf(request, 'From') }
  const sequences = { localSequence: null, remoteSequence: cseqOf(request)?.number ?? null }
  const tagless = tagOf(parties.local) === null
  return born({ request, response, parties, sequences, tagless, contact: request, routeSet: routesOf(request), secure })
}

/** What tells dialogs of one user agent apart (§12): Call-ID, our tag, the peer's tag. */
export function dialogKeyOf(dialog: Dialog): string {
  return key(dialog.callId, tagOf(dialog.local), tagOf(dialog.remote))
}

/** The key of the dialog that a message from the peer is within. Null for a request without To tag, which is within none (§12.2.2). */
export function dialogKeyOfMessage(message: SipMessage): string | null {
  const callId = fieldOf(message, 'Call-ID')
  const [from, to] = [tagOf(fieldOf(message, 'From')), tagOf(fieldOf(message, 'To'))]
  if (callId === null) return null
  if (message.kind === 'response') return key(callId, from, to)
  return to === null ? null : key(callId, to, from)
}

/** The Record-Route elements of all proxies that stay in the dialog, in their order; null where one cannot be read or there are too many. */
export function routesOf(message: SipMessage): string[] | null {
  const routes: string[] = []
  for (const value of fieldsOf(message, 'Record-Route')) {
    const elements = splitList(value)
    if (!elements) return null
    for (const element of elements) {
      if (!isRoute(element) || routes.length === MOST_ROUTES) return null
      routes.push(element)
    }
  }
  return routes
}

/** True for a Route or Record-Route element: a name-addr with a SIP URI. */
export function isRoute(element: string): boolean {
  return parseUri(parseNameAddr(element)?.uri ?? '')?.kind === 'sip'
}

/** The URI of the single Contact; null where there is not one, or where it is not SIP's. */
export function contactOf(message: SipMessage): string | null {
  const contacts = parseContacts(fieldsOf(message, 'Contact'))
  const uri = contacts !== null && contacts !== '*' && contacts.length === 1 ? contacts[0]?.uri : undefined
  return uri !== undefined && parseUri(uri)?.kind === 'sip' ? uri : null
}

/** Our Contact. `isFocus`: a conference is reached there (RFC 4579 §3.3). */
export function contactField(uri: string, isFocus = false): SipHeaderField {
  return { name: 'Contact', value: `<${uri}>${isFocus ? ';isfocus' : ''}` }
}

/** What a response that makes a dialog says besides: the Record-Route of the request, as it stands there, and our Contact (§12.1.1). */
export function dialogFields(request: SipRequest, contact: string, isFocus = false): SipHeaderField[] {
  const routes = fieldsOf(request, 'Record-Route').map((value) => ({ name: 'Record-Route', value }))
  return [...routes, contactField(contact, isFocus)]
}

interface Birth {
  readonly request: SipRequest
  readonly response: SipResponse
  readonly parties: { readonly local: string | null; readonly remote: string | null }
  readonly sequences: Pick<Dialog, 'localSequence' | 'remoteSequence'>
  readonly tagless: boolean
  /** The message that has the peer's Contact. */
  readonly contact: SipMessage
  readonly routeSet: string[] | null
  readonly secure: boolean
}

function born(birth: Birth): DialogBirth {
  const { request, response, parties, sequences, contact, routeSet, secure } = birth
  const flaw = (why: DialogFlaw): DialogBirth => ({ dialog: null, flaw: why })
  // §12.1: 100 makes none, nor does a refusal.
  if (response.status <= 100 || response.status >= 300) return flaw('status')
  const callId = fieldOf(request, 'Call-ID')
  const { local, remote } = parties
  if (callId === null || local === null || remote === null || !parseNameAddr(local) || !parseNameAddr(remote))
    return flaw('parties')
  if (birth.tagless) return flaw('no-tag')
  if (sequences.localSequence === null && sequences.remoteSequence === null) return flaw('cseq')
  const remoteTarget = contactOf(contact)
  if (remoteTarget === null) return flaw('contact')
  if (routeSet === null) return flaw('record-route')
  const phase = response.status < 200 ? 'early' : 'confirmed'
  return { dialog: { phase, callId, local, remote, ...sequences, remoteTarget, routeSet, secure } }
}

function key(callId: string, local: string | null, remote: string | null): string {
  return `${callId}\n${local ?? ''}\n${remote ?? ''}`
}
