import * as z from 'zod/mini'
import { field, type Meaning, named } from './model.ts'
import { MAX_LINE_LENGTH, text } from './text.ts'

// Only ever echoed, so any characters will do.
const transaction = field(text(0, MAX_LINE_LENGTH), 'Names the request in its answer.')

type Shape = z.core.$ZodLooseShape

/** A request: `sylkrtc` names it, `transaction` comes back in its one answer. Unknown fields are dropped. */
export function request<Name extends string, Fields extends Shape>(name: Name, model: string, meaning: Meaning, fields: Fields) {
  return named(model, z.object({ sylkrtc: z.literal(name), transaction, ...fields }), meaning)
}

/** An event that belongs to an account of the connection. Events are strict: nothing but these fields may be sent. */
export function accountEvent<Event extends string, Fields extends Shape>(
  event: Event,
  model: string,
  meaning: Meaning,
  fields: Fields,
) {
  const envelope = {
    sylkrtc: z.literal('account-event'),
    account: field(z.string(), 'The account, exactly as it was added.'),
    event: z.literal(event),
  }
  return named(model, z.strictObject({ ...envelope, ...fields }), meaning)
}

/** An event that belongs to a call of the connection. */
export function sessionEvent<Event extends string, Fields extends Shape>(
  event: Event,
  model: string,
  meaning: Meaning,
  fields: Fields,
) {
  const envelope = { sylkrtc: z.literal('session-event'), session: field(z.string(), 'The call.'), event: z.literal(event) }
  return named(model, z.strictObject({ ...envelope, ...fields }), meaning)
}

/** An event that belongs to a room session of the connection; `session` is the receiver's own. */
export function videoroomEvent<Event extends string, Fields extends Shape>(
  event: Event,
  model: string,
  meaning: Meaning,
  fields: Fields,
) {
  const envelope = {
    sylkrtc: z.literal('videoroom-event'),
    session: field(z.string(), 'The own room session.'),
    event: z.literal(event),
  }
  return named(model, z.strictObject({ ...envelope, ...fields }), meaning)
}
