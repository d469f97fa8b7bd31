import type { Jid } from '@weft/protocols/xmpp/jid'
import type { SipParties } from '../sip-parties.ts'

/** Stands for a device of somebody on SIP that has no name: always the same, so that nobody sees a new one with each message. */
export const STAND_IN = 'sip'

/** Who a request from SIP is from, with the device. */
export function deviceOf({ sender, device }: SipParties): Jid {
  return { ...sender, resource: device ?? STAND_IN }
}
