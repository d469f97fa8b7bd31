import type { DigestIdentity } from '@weft/protocols/sip/digest-client'
import type { SipCredentials } from '../../../ports/sip-agent.ts'

/** Credentials as the digest machine takes them; an HA1 is of MD5. */
export function digestIdentity({ realm, username, secret }: SipCredentials): DigestIdentity {
  return { realm, username, secrets: [secret.kind === 'password' ? secret : { ...secret, hash: 'MD5' }] }
}
