import * as z from 'zod/mini'
import { list } from './list.ts'
import { field, named } from './model.ts'
import { line, MAX_LINE_LENGTH, text } from './text.ts'

/** The name of a SIP header, or the beginning of one: a token (RFC 3261 §25.1). */
export const headerName = text(1, MAX_LINE_LENGTH).check(z.regex(/^[-.!%*_+`'~0-9A-Za-z]+$/))

const sipHeader = named(
  'SIPHeader',
  z.object({
    name: field(headerName, 'Header name.'),
    value: field(line(0, 8192), 'Header value, one line.'),
  }),
  { description: 'A SIP header to send.' },
)
export type SipHeader = z.infer<typeof sipHeader>

export const outgoingHeaders = field(z.nullish(list(sipHeader, 64)), 'SIP headers to send along.')

/** Headers that came in, by name as received. Absent, never null, where there are none: clients iterate over it. */
export const incomingHeaders = field(
  z.optional(z.record(z.string(), z.string())),
  'SIP headers that came in and match `incoming_header_prefixes`, value by name. Absent when there are none.',
)
