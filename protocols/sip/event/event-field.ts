// Event (RFC 6665 §8.2.1): which package a subscription is of, and which of several subscriptions in one dialog it is.

import { trimBlanks } from '../field-text.ts'
import { fieldOf, fieldsOf, type SipMessage } from '../message.ts'
import { parameterOf, parseParameters, printParameters } from '../parameters.ts'
import { SipPrintError } from '../sip-error.ts'
import { isToken } from '../token.ts'

export interface EventField {
  /** With its templates, such as `presence.winfo`. Compared byte by byte. */
  readonly package: string
  readonly id: string | null
}

/** Null where the value is no Event. Other parameters than `id` are the package's own, and do not count here. */
export function parseEvent(value: string): EventField | null {
  const end = value.indexOf(';')
  const name = trimBlanks(value, 0, end < 0 ? value.length : end)
  const parameters = end < 0 ? [] : parseParameters(value.slice(end))
  if (!isToken(name) || !parameters) return null
  const id = parameterOf(parameters, 'id')
  return id === null || isToken(id) ? { package: name, id } : null
}

/** The Event of a message; null where there is not exactly one that can be read. */
export function eventOf(message: SipMessage): EventField | null {
  return fieldsOf(message, 'Event').length === 1 ? parseEvent(fieldOf(message, 'Event') ?? '') : null
}

/** Throws SipPrintError where a part is no token. */
export function printEvent(event: EventField): string {
  if (!isToken(event.package)) throw new SipPrintError('the name of an event package is no token')
  return event.package + (event.id === null ? '' : printParameters([{ name: 'id', value: event.id }]))
}

/** "An Event header field containing an id parameter never matches an Event header field without" one. */
export function isSameEvent(one: EventField, other: EventField): boolean {
  return one.package === other.package && one.id === other.id
}
