import * as z from 'zod/mini'
import { accountEvent } from './envelope.ts'
import { identity } from './identity.ts'
import { field } from './model.ts'

/** Somebody is writing to the account. What the account itself writes it tells as a message of type `application/im-iscomposing+xml`. */
export const composingIndicationEvent = accountEvent(
  'composing-indication',
  'ComposingIndicationEvent',
  {
    description:
      'Somebody is writing to this account, or has stopped (RFC 3994). Only for clients that asked with `composing_indications`.',
  },
  {
    sender: field(identity, 'Who it is.'),
    state: z.enum(['active', 'idle']),
    refresh: field(z.nullable(z.int()), 'Seconds this holds; 120 where it is `null`.'),
    content_type: field(z.nullable(z.string()), 'What is being written.'),
  },
)
export type ComposingIndicationEvent = z.infer<typeof composingIndicationEvent>
