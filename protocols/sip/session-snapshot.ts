// A session at rest as JSON, and as it comes back from where it was kept: another version, or another hand, may have written it.
import type { Dialog } from './dialog.ts'
import { restoreDialog } from './dialog-snapshot.ts'
import type { SessionState } from './session-dialog.ts'
import type { SessionTimer } from './session-timer.ts'

/** A SessionState through JSON; times stay those of the clock that the session was on. */
export interface KeptSession {
  readonly dialog: Dialog
  readonly ownsCallId: boolean
  readonly timer: SessionTimer | null
  readonly leastInterval: number
  readonly updates: boolean
  /** A character for each byte. */
  readonly description: string | null
}

/** More than fits into a UDP packet. */
const LONGEST_DESCRIPTION = 65_536
const LONGEST_INTERVAL = 2 ** 32 - 1

export function keepSession(state: SessionState): KeptSession {
  const { description } = state
  return { ...state, description: description && Array.from(description, (byte) => String.fromCharCode(byte)).join('') }
}

/** The state that `value` is the snapshot of; null where it is none that a session could go on from. */
export function restoreSession(value: unknown): SessionState | null {
  if (!isRecord(value)) return null
  const { ownsCallId, leastInterval, updates, description } = value
  const dialog = restoreDialog(value.dialog)
  const timer = value.timer === null ? null : restoreTimer(value.timer)
  if (dialog?.phase !== 'confirmed' || timer === undefined) return null
  if (typeof ownsCallId !== 'boolean' || typeof updates !== 'boolean' || !isInterval(leastInterval)) return null
  if (description !== null && !isBytes(description)) return null
  const bytes = description === null ? null : Uint8Array.from(description, (char) => char.charCodeAt(0))
  return { dialog, ownsCallId, timer, leastInterval, updates, description: bytes }
}

/** Undefined where it is none. */
function restoreTimer(value: unknown): SessionTimer | undefined {
  if (!isRecord(value)) return undefined
  const { interval, weRefresh, refreshAt, endAt } = value
  if (!isInterval(interval) || typeof weRefresh !== 'boolean' || !isTime(endAt)) return undefined
  if (refreshAt !== null && !isTime(refreshAt)) return undefined
  return { interval, weRefresh, refreshAt, endAt }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isInterval(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LONGEST_INTERVAL
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isBytes(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_DESCRIPTION && [...value].every((char) => char <= '\u00ff')
}
