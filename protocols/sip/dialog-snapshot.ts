// A dialog as it comes back from where it was kept: JSON that another version, or another hand, may have written.
import { type Dialog, isRoute, MOST_ROUTES, MOST_SEQUENCE } from './dialog.ts'
import { isFieldText } from './field-text.ts'
import { tagOf } from './message-identity.ts'
import { parseNameAddr } from './name-addr.ts'
import { parseUri } from './uri.ts'

/** The dialog that `value` is the snapshot of (a Dialog through JSON); null where it is none that requests could be made of. */
export function restoreDialog(value: unknown): Dialog | null {
  if (!isRecord(value)) return null
  const { phase, callId, local, remote, localSequence, remoteSequence, remoteTarget, routeSet, secure } = value
  if (phase !== 'early' && phase !== 'confirmed' && phase !== 'ended') return null
  if (!isText(callId) || callId === '') return null
  if (!isParty(local) || tagOf(local) === null || !isParty(remote)) return null
  if (!isSequence(localSequence) || !isSequence(remoteSequence)) return null
  if (!isText(remoteTarget) || parseUri(remoteTarget)?.kind !== 'sip') return null
  if (!Array.isArray(routeSet) || routeSet.length > MOST_ROUTES || !routeSet.every((route) => isText(route) && isRoute(route)))
    return null
  if (typeof secure !== 'boolean') return null
  return { phase, callId, local, remote, localSequence, remoteSequence, remoteTarget, routeSet, secure }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && isFieldText(value)
}

function isParty(value: unknown): value is string {
  return isText(value) && parseNameAddr(value) !== null
}

function isSequence(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SEQUENCE)
}
