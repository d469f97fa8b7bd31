// Subscriptions as they come back from where they were kept: JSON that another version, or another hand, may have written.
import type { Dialog } from '../dialog.ts'
import { restoreDialog } from '../dialog-snapshot.ts'
import { isToken } from '../token.ts'
import type { EventField } from './event-field.ts'
import type { KeptNotifier } from './notifier.ts'
import type { KeptSubscription } from './subscriber.ts'

const LONGEST_LIFE = 2 ** 32 - 1

/** The subscription of ours that `value` is the snapshot of; null where it is none that could go on. */
export function restoreSubscription(value: unknown): KeptSubscription | null {
  if (!isRecord(value)) return null
  const { expires, until, refreshAt } = value
  const dialog = restoreConfirmed(value.dialog)
  if (!dialog || !isSeconds(expires) || !isTime(until) || !isTime(refreshAt)) return null
  return { dialog, expires, until, refreshAt }
}

/** The same of somebody else's. */
export function restoreNotifier(value: unknown): KeptNotifier | null {
  if (!isRecord(value)) return null
  const { state, until } = value
  const dialog = restoreConfirmed(value.dialog)
  const event = restoreEvent(value.event)
  if (!dialog || !event || (state !== 'active' && state !== 'pending') || !isTime(until)) return null
  return { dialog, event, state, until }
}

function restoreConfirmed(value: unknown): Dialog | null {
  const dialog = restoreDialog(value)
  return dialog?.phase === 'confirmed' ? dialog : null
}

function restoreEvent(value: unknown): EventField | null {
  if (!isRecord(value)) return null
  const { package: name, id } = value
  if (typeof name !== 'string' || !isToken(name)) return null
  return id === null || (typeof id === 'string' && isToken(id)) ? { package: name, id } : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LONGEST_LIFE
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
