// Publications as JSON, and as they come back from where they were kept: another version, or another hand, may have written it.
import { isFieldText } from '../field-text.ts'
import { isToken } from '../token.ts'
import type { KeptPublication } from './publication.ts'
import type { PublishedState } from './publications.ts'

/** A PublishedState through JSON. */
export interface KeptState {
  readonly resource: string
  readonly package: string
  readonly tag: string
  readonly type: string
  /** A character for each byte. */
  readonly body: string
  /** ms. */
  readonly until: number
}

/** More than fits into a UDP packet. */
const LONGEST_BODY = 65_536
const MOST_SEQUENCE = 2 ** 31 - 1

export function keepState({ content, ...state }: PublishedState): KeptState {
  return { ...state, type: content.type, body: Array.from(content.body, (byte) => String.fromCharCode(byte)).join('') }
}

/** The published state that `value` is the snapshot of; null where it is none that could have been published. */
export function restoreState(value: unknown): PublishedState | null {
  if (!isRecord(value)) return null
  const { resource, package: name, tag, type, body, until } = value
  if (typeof resource !== 'string' || !isTokenText(name) || !isTokenText(tag) || !isTime(until)) return null
  if (typeof type !== 'string' || !isFieldText(type) || !isBytes(body)) return null
  const content = { type, body: Uint8Array.from(body, (char) => char.charCodeAt(0)) }
  return { resource, package: name, tag, content, until }
}

/** The publication of ours that `value` is the snapshot of; null where it is none that could go on. */
export function restorePublication(value: unknown): KeptPublication | null {
  if (!isRecord(value)) return null
  const { tag, until, refreshAt, sequence } = value
  if (!isTokenText(tag) || !isTime(until) || !isTime(refreshAt) || !isSequence(sequence)) return null
  return { tag, until, refreshAt, sequence }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isTokenText(value: unknown): value is string {
  return typeof value === 'string' && isToken(value)
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isSequence(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SEQUENCE
}

function isBytes(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_BODY && [...value].every((char) => char <= '\u00ff')
}
