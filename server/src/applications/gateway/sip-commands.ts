import { API_COMMANDS, parseConversationCommand, parseMessageId } from '@weft/protocols/im/journal-command'
import { parseAor } from '@weft/wire/aor'
import type { Messaging } from '../../core/message/messaging.ts'
import type { Log } from '../../ports/log.ts'
import type { SipMessage } from './sip-message.ts'

type Command = (typeof API_COMMANDS)[keyof typeof API_COMMANDS]

const COMMANDS: ReadonlySet<string> = new Set(Object.values(API_COMMANDS))

/** What SIP devices ask of this server in messages (sylkrtc-protocol §5.9). */
export class SipCommands {
  readonly #messaging: Messaging
  readonly #log: Log

  constructor(messaging: Messaging, log: Log) {
    this.#messaging = messaging
    this.#log = log
  }

  /** Resolves when it is written down. What makes no sense is passed over; rejects with Refusal where it could not be written. */
  async carryOut(message: SipMessage): Promise<void> {
    const { contentType } = message
    const why = isSipCommand(contentType) ? await this.#carryOut(contentType, message) : 'unknown'
    this.#log.debug('command of a SIP device', { contentType, why })
  }

  /** Why nothing was done, `done` otherwise. */
  async #carryOut(command: Command, { sender, recipient, content }: SipMessage): Promise<string> {
    const { access, marks, removals } = this.#messaging
    const account = sender.uri
    switch (command) {
      case API_COMMANDS.token:
        await access.grant(account)
        return 'done'
      case API_COMMANDS.keyLookup:
        return (await access.tellKey(account, recipient)) ? 'done' : 'no key'
      case API_COMMANDS.messageRemove: {
        const messageId = parseMessageId(content)
        if (messageId === null) return 'no id'
        return (await removals.removeKnown({ account, contact: recipient, messageId })) ? 'done' : 'no such message'
      }
      case API_COMMANDS.conversationRead:
      case API_COMMANDS.conversationRemove: {
        const { contact = null, timestamp = null } = parseConversationCommand(content) ?? {}
        const other = contact === null ? null : parseAor(contact)
        if (other === null) return 'no contact'
        const conversation = { account, contact: other }
        if (command === API_COMMANDS.conversationRead) await marks.read(conversation)
        else await marks.remove(conversation, timestamp === null ? null : Date.parse(timestamp))
        return 'done'
      }
    }
  }
}

export function isSipCommand(contentType: string): contentType is Command {
  return COMMANDS.has(contentType)
}
