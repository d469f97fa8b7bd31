import { servedProtocols } from '@weft/protocols/sdp/msrp-transport'
import type { SipRequest } from '@weft/protocols/sip/message'
import type { Log } from '../../ports/log.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import { SipFileCall, type SipFileCallNeeds } from './sip-file-call.ts'
import { readFileInvitation } from './sip-file-invitation.ts'

export interface SipFilesNeeds extends SipFileCallNeeds {
  readonly log: Log
}

/** Files that SIP clients send to users, and fetch that were sent to them or by them (sylkrtc-protocol §7.3). */
export class SipFiles {
  readonly #needs: SipFilesNeeds

  constructor(needs: SipFilesNeeds) {
    this.#needs = needs
  }

  called(invitation: SipInvitation<SipRequest>): (event: SessionEvent<SipRequest>) => void {
    const { session } = invitation
    const protocols = servedProtocols((transport) => this.#needs.sessions.serves(transport))
    const reading = readFileInvitation(invitation, protocols)
    if (!reading.read) {
      session.refuse(reading.answer)
      return () => {}
    }
    const log = this.#needs.log.with({ callId: session.callId })
    const call = new SipFileCall(session, reading.invitation, { ...this.#needs, log })
    void call.begin()
    return (event) => call.hear(event)
  }
}
