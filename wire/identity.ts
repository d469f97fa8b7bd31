import * as z from 'zod/mini'
import { field, named } from './model.ts'

/** Who a person is in an event. */
export const identity = named(
  'Identity',
  z.strictObject({
    uri: field(z.string(), 'AOR without scheme.'),
    display_name: field(z.string(), 'Name to show; `""` when unknown.'),
  }),
  { description: 'A person or room as events name them.' },
)
export type Identity = z.infer<typeof identity>
