import * as z from 'zod/mini'
import { aor } from './aor.ts'
import { request } from './envelope.ts'
import { field, named } from './model.ts'

export const readyEvent = named('ReadyEvent', z.strictObject({ sylkrtc: z.literal('ready-event') }), {
  description: 'The first frame on a connection. A client sends nothing before it.',
})
export type ReadyEvent = z.infer<typeof readyEvent>

export const pingRequest = request(
  'ping',
  'PingRequest',
  {
    description:
      'Asks whether the connection is alive. Clients send it every 5 seconds and give up after 30 to 45 without an answer.',
    effect: 'None. The ack does not wait for earlier requests.',
  },
  {},
)

export const lookupPublicKeyRequest = request(
  'lookup-public-key',
  'LookupPublicKeyRequest',
  {
    description: 'Asks for the PGP public key that somebody has published.',
    effect:
      'A `lookup-public-key-event`. Events come in the order of the requests. Where no account is registered on the connection nobody has a key.',
  },
  { uri: field(aor, 'Whose key.') },
)

export const lookupPublicKeyEvent = named(
  'LookupPublicKeyEvent',
  z.strictObject({
    sylkrtc: z.literal('lookup-public-key-event'),
    uri: field(z.string(), 'As asked.'),
    // Clients test `=== null` and call string methods on everything else: absent would crash them.
    public_key: field(z.nullable(z.string()), 'ASCII armor; `null`, never absent, when there is none.'),
  }),
  { description: 'The answer to `lookup-public-key`.' },
)
export type LookupPublicKeyEvent = z.infer<typeof lookupPublicKeyEvent>
