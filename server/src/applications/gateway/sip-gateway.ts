import type { SipRequest } from '@weft/protocols/sip/message'
import type { SipAnswer, SipSource } from '../../ports/sip-agent.ts'
import type { SipApplication } from '../../ports/sip-application.ts'
import type { SessionEvent, SipInvitation } from '../../ports/sip-sessions.ts'
import type { SipFiles } from './sip-files.ts'
import type { SipMessages } from './sip-messages.ts'

/** What SIP clients reach of the gateway: messages, and files. */
export class SipGateway implements SipApplication<SipRequest> {
  readonly name: string
  readonly methods: readonly string[]
  readonly #messages: SipMessages
  readonly #files: SipFiles

  constructor(messages: SipMessages, files: SipFiles) {
    this.name = messages.name
    this.methods = messages.methods
    this.#messages = messages
    this.#files = files
  }

  async answer(request: SipRequest, source: SipSource, believed: boolean): Promise<SipAnswer> {
    return this.#messages.answer(request, source, believed)
  }

  called(invitation: SipInvitation<SipRequest>): (event: SessionEvent<SipRequest>) => void {
    return this.#files.called(invitation)
  }
}
