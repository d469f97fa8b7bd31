import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import type { ConversationMessage } from '@weft/client/conversation-message'
import { Conversations } from '@weft/client/conversations'
import { MemoryArchive } from '@weft/client/memory-archive'
import type { MessageArchive } from '@weft/client/message-archive'
import { NetworkLine } from './network-line.ts'
import { nodePlatform } from './node-platform.ts'
import { DOMAIN, eventually } from './telephony.ts'

/** A device with the SDK on it, over a line of its own. */
export class SdkDevice {
  readonly line: NetworkLine
  readonly connection: Connection
  readonly account: Account
  readonly conversations: Conversations
  readonly arrived: ConversationMessage[] = []
  readonly errors: unknown[] = []

  private constructor(line: NetworkLine, connection: Connection, account: Account, conversations: Conversations) {
    this.line = line
    this.connection = connection
    this.account = account
    this.conversations = conversations
    conversations.on('arrived', (message) => this.arrived.push(message))
    conversations.on('error', (error) => this.errors.push(error))
  }

  /** @param url of startWeft; @param user whose password is its name and `pw` */
  static async open(url: string, user: string, archive: MessageArchive = new MemoryArchive()): Promise<SdkDevice> {
    const line = await NetworkLine.to(Number(new URL(url).port))
    const connection = new Connection({ url: `ws://127.0.0.1:${line.port}/webrtcgateway/ws`, platform: nodePlatform() })
    const account = new Account(connection, { address: `${user}@${DOMAIN}`, password: `${user}pw`, displayName: user })
    const device = new SdkDevice(line, connection, account, await Conversations.open(account, { archive }))
    account.register()
    connection.connect()
    return device
  }

  /** Resolves when it knows what happened while it was away. */
  current(): Promise<void> {
    return eventually('the journal has been read', () => this.conversations.sync === 'current', 15_000)
  }

  /** What it shows of a conversation, oldest first. */
  async texts(contact: string): Promise<string[]> {
    const thread = await this.conversations.thread(contact)
    while (!thread.isComplete) await thread.loadOlder()
    thread.close()
    return thread.messages.map(({ content }) => content)
  }

  close(): void {
    this.conversations.close()
    this.account.remove()
    this.connection.close()
    this.line.close()
  }
}
