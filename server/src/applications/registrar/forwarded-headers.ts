import { parseCredentials } from '@weft/protocols/sip/auth-header'
import { fieldOf, fieldsOf, type SipRequest } from '@weft/protocols/sip/message'
import type { SipField } from '../../ports/sip-agent.ts'
import { CREDENTIALS } from './own-requests.ts'

/** Who sends a request: this server itself, a user of ours who has proved it, or anybody else. */
export type Sender =
  | { readonly kind: 'self' }
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  | { readonly kind: 'stranger' }

/** What only servers say of a request (sylkrtc-protocol.md §5.9, RFC 3325 §5); `X-Sylk-ZRTP` and the like are between the ends. */
export const OF_SERVERS = ['X-Sylk-App', 'X-Sylk-From-Sip', 'X-Sylk-To-Sip', 'X-Replicated-Message', 'P-Asserted-Identity']

/** Marks a message that a SIP endpoint sent, which is to appear on its user's other devices as well (§5.9). */
const FROM_SIP: SipField = { name: 'X-Sylk-From-Sip', value: 'yes' }

/** What a request gets, and what it loses, when it is passed on. */
export function forwardedHeaders(
  request: SipRequest,
  sender: Sender,
): { readonly headers: readonly SipField[]; readonly without: readonly string[] } {
  if (sender.kind === 'self') return { headers: [], without: [CREDENTIALS] }
  const without = OF_SERVERS.filter((name) => fieldOf(request, name) !== null)
  if (sender.kind === 'stranger') return { headers: [], without }
  const others = credentialsForOthers(request, sender.domain)
  return {
    headers: [...others, ...(request.method === 'MESSAGE' ? [FROM_SIP] : [])],
    without: others.length === 0 ? [...without, CREDENTIALS] : without,
  }
}

/** Whether a MESSAGE is for SIP endpoints alone: the gateway, from which it comes, has it already (§5.9). */
export function isForEndpointsAlone(request: SipRequest, sender: Sender): boolean {
  return sender.kind === 'self' && fieldOf(request, 'X-Sylk-To-Sip')?.trim().toLowerCase() === 'yes'
}

/** Whether a MESSAGE is what a user's device asks of the gateway, whoever it names as its recipient: no phone understands it (§5.9). */
export function isCommand(request: SipRequest, sender: Sender): boolean {
  const contentType = fieldOf(request, 'Content-Type')?.trim().toLowerCase() ?? ''
  return sender.kind === 'user' && request.method === 'MESSAGE' && contentType.startsWith('application/sylk-api-')
}

/** Ours have done their work, and nobody else is to have a response to try passwords against (RFC 3261 §22.3). They have been read before. */
function credentialsForOthers(request: SipRequest, realm: string): SipField[] {
  return fieldsOf(request, CREDENTIALS)
    .filter((value) => parseCredentials(value)?.realm !== realm)
    .map((value) => ({ name: CREDENTIALS, value }))
}
