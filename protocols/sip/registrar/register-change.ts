// What a REGISTER changes (RFC 3261 §10.3 steps 6 to 8): the bindings there are and the order give the answer and the change.
import type { SipHeaderField } from '../message.ts'
import { printSipDate } from '../sip-date.ts'
import { type Binding, isSameContact } from './binding.ts'
import type { OrderedContact, RegisterOrder } from './register-order.ts'
import { type BindingChange, type RegisterOutcome, refuseRegister } from './register-outcome.ts'

/**
 * Seconds within which a client of Outbound shows a sign of life over its connection (RFC 5626 §4.4.1 recommends two minutes for TCP).
 */
const FLOW_TIMER = 120

/** `current`: all bindings of the address of record; those that have expired at `now` (milliseconds) count no more, and go. */
export function decideRegister(
  order: RegisterOrder,
  current: readonly Binding[],
  now: number,
  { maxContacts }: { readonly maxContacts: number },
): RegisterOutcome {
  const alive = current.filter(({ expiresAt }) => expiresAt > now)
  const touched = order.contacts === '*' ? alive : alive.filter((binding) => isNamed(binding, order.contacts))
  if (touched.some((binding) => binding.callId === order.callId && binding.cseq >= order.cseq))
    return refuseRegister('out-of-order')
  const kept = alive.filter((binding) => !touched.includes(binding))
  const put = order.contacts === '*' ? [] : bindingsOf(order, order.contacts, now)
  const left = [...kept, ...put]
  // Where the limit was lowered, those that have more may still refresh and remove them.
  if (left.length > maxContacts && left.length > alive.length) return refuseRegister('too-many-contacts')
  const putKeys = new Set(put.map(({ key }) => key))
  const gone = current.filter((binding) => !kept.includes(binding) && !putKeys.has(binding.key))
  const change: BindingChange = { remove: gone.map(({ key }) => key), put }
  return {
    status: 200,
    reason: null,
    headers: headersOf(order, left, now),
    change: change.remove.length === 0 && change.put.length === 0 ? null : change,
    why: put.length > 0 ? 'bound' : order.contacts.length === 0 ? 'asked' : 'removed',
  }
}

function isNamed(binding: Binding, contacts: RegisterOrder['contacts']): boolean {
  return contacts === '*' || contacts.some((contact) => isSameContact(binding, contact))
}

/** Of two contacts that are the same, the later one counts. */
function bindingsOf({ callId, cseq, path }: RegisterOrder, contacts: readonly OrderedContact[], now: number): Binding[] {
  let bindings: Binding[] = []
  for (const contact of contacts) {
    bindings = bindings.filter((binding) => !isSameContact(binding, contact))
    if (contact.expires === 0) continue
    const { key, uri, parameters, q, expires, flow } = contact
    bindings.push({ key, uri, parameters, q, expiresAt: now + expires * 1000, callId, cseq, path, flow })
  }
  return bindings
}

/** Step 8: "The response MUST contain Contact header field values enumerating all current bindings." */
function headersOf(order: RegisterOrder, bindings: readonly Binding[], now: number): SipHeaderField[] {
  return [
    ...bindings.map((binding) => ({ name: 'Contact', value: printBinding(binding, now) })),
    ...order.path.map((value) => ({ name: 'Path', value })),
    ...(order.outbound ? [{ name: 'Require', value: 'outbound' }] : []),
    ...(order.outbound && order.path.length === 0 ? [{ name: 'Flow-Timer', value: String(FLOW_TIMER) }] : []),
    { name: 'Supported', value: 'path, outbound' },
    { name: 'Date', value: printSipDate(now) },
  ]
}

function printBinding({ uri, parameters, q, expiresAt }: Binding, now: number): string {
  const weight = q === 1000 ? '' : `;q=${(q / 1000).toFixed(3).replace(/\.?0+$/, '')}`
  return `<${uri}>${parameters}${weight};expires=${Math.ceil((expiresAt - now) / 1000)}`
}
