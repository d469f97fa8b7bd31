import * as z from 'zod/mini'
import { field, named } from './model.ts'

const transaction = field(z.string(), "The request's.")

export const ack = named('Ack', z.strictObject({ sylkrtc: z.literal('ack'), transaction }), {
  description: 'The request was accepted. What it started may still fail; events tell.',
})
export type Ack = z.infer<typeof ack>

export const errorReply = named(
  'Error',
  z.strictObject({ sylkrtc: z.literal('error'), transaction, error: field(z.string(), 'Text for people.') }),
  { description: 'The request was refused and had no effect. What went wrong inside the server is always `Internal error`.' },
)
export type ErrorReply = z.infer<typeof errorReply>

export function acknowledge(transaction: string): Ack {
  return { sylkrtc: 'ack', transaction }
}

/** @param error text for people; a client shows it as it is. */
export function refuse(transaction: string, error: string): ErrorReply {
  return { sylkrtc: 'error', transaction, error }
}
