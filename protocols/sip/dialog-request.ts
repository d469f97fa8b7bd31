// Requests of ours within a dialog (RFC 3261 §12.2.1), and what their responses do to it.
import { contactOf, type Dialog, MOST_SEQUENCE, routesOf } from './dialog.ts'
import { fieldsOf, type SipHeaderField, type SipRequest, type SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { parseNameAddr } from './name-addr.ts'
import { parameterOf } from './parameters.ts'
import { isTargetRefresh } from './target-refresh.ts'
import { parseUri, printUri } from './uri.ts'

export type DialogRequest =
  | { readonly dialog: Dialog; readonly request: SipRequest }
  /** `ended`: the dialog is over. `sequence`: no CSeq number is left (§8.1.1.5). */
  | { readonly request: null; readonly why: 'ended' | 'sequence' }

/**
 * The next request within the dialog, other than ACK and CANCEL, without the Via that it gets where it is sent. `headers` come on top: Contact, which
 * a request that refreshes the target must have, Content-Type and so on.
 */
export function requestWithin(
  dialog: Dialog,
  method: string,
  headers: readonly SipHeaderField[],
  body: Uint8Array = new Uint8Array(),
): DialogRequest {
  if (dialog.phase === 'ended') return { request: null, why: 'ended' }
  // §12.2.1.1: a side that has sent none yet may begin with any number.
  const number = (dialog.localSequence ?? 0) + 1
  if (number > MOST_SEQUENCE) return { request: null, why: 'sequence' }
  return { dialog: { ...dialog, localSequence: number }, request: compose(dialog, method, number, headers, body) }
}

/**
 * The ACK of a 2xx to that INVITE of ours (§13.2.2.4): a request within the dialog, with the CSeq number and "the same credentials as the INVITE". It is
 * sent again, the same object, for each repetition of the 2xx.
 */
export function ackWithin(
  dialog: Dialog,
  invite: SipRequest,
  headers: readonly SipHeaderField[] = [],
  body: Uint8Array = new Uint8Array(),
): SipRequest {
  const credentials = ['Authorization', 'Proxy-Authorization'].flatMap((name) =>
    fieldsOf(invite, name).map((value) => ({ name, value })),
  )
  return compose(dialog, 'ACK', cseqOf(invite)?.number ?? 0, [...credentials, ...headers], body)
}

/**
 * The dialog after a response to a request within it, or to the INVITE that began it: confirmed by a 2xx to INVITE, with the target and, if it was early,
 * the routes that the 2xx says (§13.2.2.4); with a new target after a 2xx to a request that refreshes it (§12.2.1.2); ended by 408 and 481 ("the UAC
 * SHOULD terminate the dialog"), by a 2xx to BYE, and, as long as it is early, by the refusal of its INVITE (§12.3).
 */
export function afterResponse(dialog: Dialog, response: SipResponse): Dialog {
  const { status } = response
  const method = cseqOf(response)?.method
  // A response to CANCEL says nothing of the dialog: 481 is of the transaction (§9.2).
  if (dialog.phase === 'ended' || status < 200 || method === undefined || method === 'CANCEL') return dialog
  if (status >= 300) {
    const ends = status === 408 || status === 481 || (dialog.phase === 'early' && method === 'INVITE')
    return ends ? { ...dialog, phase: 'ended' } : dialog
  }
  if (method === 'BYE') return { ...dialog, phase: 'ended' }
  const target = isTargetRefresh(method) ? contactOf(response) : null
  const refreshed = target === null ? dialog : { ...dialog, remoteTarget: target }
  if (method !== 'INVITE' || dialog.phase !== 'early') return refreshed
  return { ...refreshed, phase: 'confirmed', routeSet: routesOf(response)?.toReversed() ?? dialog.routeSet }
}

function compose(
  dialog: Dialog,
  method: string,
  number: number,
  headers: readonly SipHeaderField[],
  body: Uint8Array,
): SipRequest {
  const { uri, routes } = wayOf(dialog)
  return {
    kind: 'request',
    method,
    uri,
    headers: [
      { name: 'Max-Forwards', value: '70' },
      ...routes.map((value) => ({ name: 'Route', value })),
      { name: 'From', value: dialog.local },
      { name: 'To', value: dialog.remote },
      { name: 'Call-ID', value: dialog.callId },
      { name: 'CSeq', value: `${number} ${method}` },
      ...headers,
    ],
    body,
  }
}

/** §12.2.1.1: to a loose router, which says `lr`, the target is the Request-URI; to a strict one it is that router, and the target is the last route. */
function wayOf({ routeSet, remoteTarget }: Dialog): { readonly uri: string; readonly routes: readonly string[] } {
  const [first, ...rest] = routeSet
  const uri = parseUri(parseNameAddr(first ?? '')?.uri ?? '')
  if (uri?.kind !== 'sip' || parameterOf(uri.parameters, 'lr') !== null) return { uri: remoteTarget, routes: routeSet }
  // "stripping any parameters that are not allowed in a Request-URI" (§19.1.1, table 1).
  const parameters = uri.parameters.filter(({ name }) => name.toLowerCase() !== 'method')
  return { uri: printUri({ ...uri, parameters, headers: [] }), routes: [...rest, `<${remoteTarget}>`] }
}
